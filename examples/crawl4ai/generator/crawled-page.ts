import type { Random } from "../../forum/generator/random";

/** A row of Crawl4AI's table `crawled_data`. Lists and maps are JSON in text columns. */
export interface CrawledPage {
  readonly url: string;
  readonly html: string;
  readonly cleaned_html: string;
  readonly markdown: string;
  readonly extracted_content: string;
  readonly success: 0 | 1;
  readonly media: string;
  readonly links: string;
  readonly metadata: string;
  /** Base64, or empty. */
  readonly screenshot: string;
  readonly response_headers: string;
  readonly downloaded_files: string;
}

const words = "the crawler follows links from page to page and keeps what it has read for later use".split(
  " ",
);

/** What a page is to be like. */
export interface PageKind {
  /** When its server gave it. */
  readonly date: Date;
  /** Paragraphs of some 100 bytes each. */
  readonly paragraphs: number;
  readonly screenshotBytes: number;
}

/** Makes up a page; its address is the number's alone. */
export function makePage(
  random: Random,
  number: number,
  { date, paragraphs, screenshotBytes }: PageKind,
): CrawledPage {
  const texts = random.times(paragraphs, () => random.times(18, () => random.pick(words)).join(" "));
  const title = `Page ${number} – ${random.pick(["Überblick", "概要", "Overview"])}`;
  const url = `https://site-${number % 7}.example/articles/${number}?q=${encodeURIComponent(title)}`;
  const body = texts.map((text) => `<p class="text">${text}</p>`).join("\n");
  return {
    url,
    html: `<!doctype html><html><head><title>${title}</title></head><body>\n${body}\n</body></html>`,
    cleaned_html: texts.map((text) => `<p>${text}</p>`).join("\n"),
    markdown: `# ${title}\n\n${texts.join("\n\n")}\n`,
    extracted_content: random.chance(0.3) ? JSON.stringify([{ title, words: paragraphs * 18 }]) : "",
    success: random.chance(0.95) ? 1 : 0,
    media: JSON.stringify({
      images: [{ src: `/img/${number}.png`, score: random.integer(0, 9) }],
      videos: [],
    }),
    links: JSON.stringify({ internal: [`/articles/${number + 1}`], external: [] }),
    metadata: `{"title":${JSON.stringify(title)},"depth":${number % 4},"fingerprint":${random.digits(19)}}`,
    screenshot: noise(random, screenshotBytes).toString("base64"),
    response_headers: JSON.stringify(headers(date, number)),
    downloaded_files: random.chance(0.1) ? JSON.stringify([`/downloads/${number}.pdf`]) : "[]",
  };
}

/** Every tenth answer had no date. */
function headers(date: Date, number: number): Readonly<Record<string, string>> {
  return {
    "content-type": "text/html; charset=utf-8",
    ...(number % 10 !== 0 && { date: date.toUTCString() }),
  };
}

function noise(random: Random, bytes: number): Buffer {
  return Buffer.from(random.times(bytes, () => random.integer(0, 255)));
}

import { Database } from "node-sqlite3-wasm";
import { Random } from "../../forum/generator/random";
import { type CrawledPage, makePage, type PageKind } from "./crawled-page";

/** How much of each there is. */
export interface CrawlSize {
  readonly pages: number;
  readonly sessions: number;
}

export const fullSize: CrawlSize = { pages: 300, sessions: 40 };

const columns = [
  ...["html", "cleaned_html", "markdown", "extracted_content", "success", "media", "links", "metadata"],
  ...["screenshot", "response_headers", "downloaded_files"],
] as const;

const tables = `
CREATE TABLE crawled_data (
  url TEXT PRIMARY KEY, html TEXT, cleaned_html TEXT, markdown TEXT, extracted_content TEXT, success BOOLEAN,
  media TEXT DEFAULT '{}', links TEXT DEFAULT '{}', metadata TEXT DEFAULT '{}', screenshot TEXT DEFAULT '',
  response_headers TEXT DEFAULT '{}', downloaded_files TEXT DEFAULT '[]'
);
CREATE TABLE sessions (
  session_id TEXT PRIMARY KEY, user_agent TEXT, cookies TEXT DEFAULT '[]', created_at TEXT, last_used_at TEXT
);`;

/**
 * Writes a cache as Crawl4AI keeps it, of made-up pages; four of them do not fit into an item.
 * @param until the pages are of the 28 days before: older ones would expire on arrival
 */
export function writeCrawl(path: string, { pages, sessions }: CrawlSize, until: Date): void {
  const random = new Random(4);
  const database = new Database(path);
  database.exec(`BEGIN; ${tables}`);
  for (let number = 1; number <= pages; number++)
    insertPage(
      database,
      makePage(random, number, { ...kindOf(random, number), date: daysBefore(until, number) }),
    );
  for (let number = 1; number <= sessions; number++)
    insertSession(database, random, daysBefore(until, number));
  database.exec("COMMIT");
  database.close();
}

/** Pages 5 to 7 are large texts, which pack well; page 8 has a large picture, which does not. */
function kindOf(random: Random, number: number): Omit<PageKind, "date"> {
  if (number >= 5 && number <= 7) return { paragraphs: 1500 + 500 * number, screenshotBytes: 0 };
  if (number === 8) return { paragraphs: 20, screenshotBytes: 360_000 };
  return { paragraphs: random.integer(3, 60), screenshotBytes: random.chance(0.2) ? 2_000 : 0 };
}

/** Adds a page, or replaces the one of its address. */
export function insertPage(database: Database, page: CrawledPage): void {
  const places = columns.map(() => "?").join(", ");
  database.run(`INSERT OR REPLACE INTO crawled_data (url, ${columns.join(", ")}) VALUES (?, ${places})`, [
    page.url,
    ...columns.map((column) => page[column]),
  ]);
}

function daysBefore(until: Date, number: number): Date {
  return new Date(until.getTime() - (number % 28) * 86_400_000);
}

function insertSession(database: Database, random: Random, used: Date): void {
  const created = new Date(used.getTime() - random.integer(1, 90) * 60_000);
  database.run("INSERT INTO sessions VALUES (?, ?, ?, ?, ?)", [
    random.id("ses"),
    "Mozilla/5.0 (made up)",
    JSON.stringify([{ name: "consent", value: "yes", domain: `site-${random.integer(0, 6)}.example` }]),
    ...[created, used].map(
      (date) => `${date.toISOString().slice(0, 19).replace("T", " ")}.${random.digits(6)}`,
    ),
  ]);
}

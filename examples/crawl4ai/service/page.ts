/** A row of `crawled_data`. Lists and maps are JSON in text columns. */
export interface Page {
  readonly url: string;
  readonly html: string;
  readonly cleaned_html: string;
  readonly markdown: string;
  readonly extracted_content: string;
  /** 1 or 0. */
  readonly success: number;
  readonly media: string;
  readonly links: string;
  readonly metadata: string;
  /** Base64, or empty. */
  readonly screenshot: string;
  readonly response_headers: string;
  readonly downloaded_files: string;
}

const defaults: Omit<Page, "url" | "success"> = {
  ...{ html: "", cleaned_html: "", markdown: "", extracted_content: "", screenshot: "" },
  ...{ media: "{}", links: "{}", metadata: "{}", response_headers: "{}", downloaded_files: "[]" },
};

/** A request's body is not a page. */
export class InvalidPageError extends Error {
  override readonly name = "InvalidPageError";
}

/** The page of a request's JSON body: a column that it does not have gets its default. @throws InvalidPageError */
export function pageOf(url: string, text: string): Page {
  const body = new Map(Object.entries(objectIn(text)));
  const success = body.get("success") ?? 1;
  if (success !== 0 && success !== 1) throw new InvalidPageError("success: expected 1 or 0");
  const texts = Object.entries<string>(defaults).map(([column, byDefault]) => {
    const value = body.get(column) ?? byDefault;
    if (typeof value !== "string") throw new InvalidPageError(`${column}: expected text`);
    return [column, value] as const;
  });
  return { ...defaults, ...Object.fromEntries(texts), url, success };
}

function objectIn(text: string): Record<string, unknown> {
  let body: unknown;
  try {
    body = JSON.parse(text) as unknown;
  } catch {
    throw new InvalidPageError("expected a page as JSON");
  }
  if (typeof body === "object" && body !== null && !Array.isArray(body))
    return body as Record<string, unknown>;
  throw new InvalidPageError("expected a page as a JSON object");
}

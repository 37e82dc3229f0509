/** Bytes of a file by which its kind is guessed. */
const lookedAt = 64 * 1024;

/** Whether text that is no JSON document holds a JSON value on each of its first two lines. */
export function looksLikeJsonLines(start: Uint8Array): boolean {
  const [first, second] = firstLines(start);
  return first !== undefined && isContainer(first) && second !== undefined && /^[[{]/.test(second);
}

/**
 * What a file that should have one JSON value per line holds instead, if its first line tells. A whole list in the first
 * line may be a row; it is assumed to be a document only if the file has the extension of a document.
 */
export function documentInsteadOfLines(firstLine: string, fileName: string): "list" | "document" | undefined {
  const line = firstLine.trim();
  if (line === "{") return "document";
  if (!line.startsWith("[")) return undefined;
  const isCutOff = parsed(line.replace(/,$/, "")) === undefined;
  return isCutOff || /\.json(\.gz)?$/.test(fileName) ? "list" : undefined;
}

function firstLines(start: Uint8Array): string[] {
  const text = Buffer.from(start.subarray(0, lookedAt))
    .toString("utf8")
    .replace(/^\ufeff/, "");
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .slice(0, 2);
}

function isContainer(line: string): boolean {
  const value = parsed(line);
  return typeof value === "object" && value !== null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

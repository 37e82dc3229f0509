import type { SqliteConnection, SqliteRow, SqliteValue } from "./sqlite-connection";
import type { SqliteEncoding } from "./sqlite-encoding";

/**
 * The bytes of all texts of a row together, as an expression. If the connection does not mark what is not UTF-8, a text
 * whose last byte is not ASCII counts one more, so that the sum is never the length of ASCII texts.
 */
export function textLengthSql(
  columns: readonly string[],
  { marksInvalidText }: Pick<SqliteConnection, "marksInvalidText">,
): string {
  const lengths = columns.map((one) => {
    const bytes = `CAST(${one} AS BLOB)`;
    // An empty text has no last byte.
    const more = marksInvalidText ? "" : ` + ifnull(substr(${bytes}, -1) > x'7f', 0)`;
    return `CASE WHEN ${isText(one)} THEN length(${bytes})${more} ELSE 0 END`;
  });
  return balanced(lengths, " + ");
}

/** The texts of a row as bytes, each after its length, as an expression: `3:abc:` of a text and a cell that is none. */
export function textBytesSql(columns: readonly string[]): string {
  const texts = columns.map(
    (one) => `CASE WHEN ${isText(one)} THEN length(CAST(${one} AS BLOB)) || ':' || ${one} ELSE ':' END`,
  );
  return `CAST(${balanced(texts, " || ")} AS BLOB)`;
}

function isText(column: string): string {
  return `typeof(${column}) = 'text'`;
}

/** SQLite has a limit on how deep expressions may nest, and a chain nests once per link. */
function balanced(parts: readonly string[], operator: string): string {
  if (parts.length <= 1) return parts[0] ?? "0";
  const middle = parts.length >> 1;
  return `(${balanced(parts.slice(0, middle), operator)}${operator}${balanced(parts.slice(middle), operator)})`;
}

// oxlint-disable-next-line no-control-regex
const ascii = /^[\u0001-\u007f]*$/;
// oxlint-disable-next-line no-control-regex
const replacedOrCut = /[\u0000\ufffd]/;

/**
 * Whether the texts of a row are certainly what the database holds. Drivers cut a text off at a NUL character, and make
 * something of bytes that are not UTF-8: WebAssembly's reads a last byte 80 together with the three bytes after it in memory,
 * which can make any ASCII character.
 * @param length by {@link textLengthSql}; not needed if the connection keeps NUL characters
 */
export function isCertain(
  cells: SqliteRow,
  columns: number,
  length: SqliteValue | undefined,
  { marksInvalidText, keepsNul }: Pick<SqliteConnection, "marksInvalidText" | "keepsNul">,
): boolean {
  let text = "";
  for (let index = 0; index < columns; index++) {
    const cell = cells[index];
    if (typeof cell === "string") text += cell;
  }
  if (marksInvalidText ? replacedOrCut.test(text) : !ascii.test(text)) return false;
  if (keepsNul) return true;
  return length !== null && Number(length) === (marksInvalidText ? Buffer.byteLength(text) : text.length);
}

/** A text of a row that the driver cannot have read. */
export interface TextFault {
  /** Names the column. */
  readonly message: string;
  /** The row with its texts as they are: as a string if they can be decoded, else their bytes. */
  readonly cells: SqliteRow;
}

/**
 * The first text of a row that cannot be read; `undefined` if all can.
 * @param bytes by {@link textBytesSql}
 */
export function textFault(
  cells: SqliteRow,
  bytes: Uint8Array,
  encoding: SqliteEncoding,
  columns: readonly string[],
): TextFault | undefined {
  const texts = textsIn(bytes, encoding, columns.length).map(
    (text) => text && (decoded(text, encoding) ?? text),
  );
  const wrong = texts.findIndex((text) =>
    typeof text === "string" ? text.includes("\0") : text !== undefined,
  );
  if (wrong === -1) return undefined;
  const message =
    typeof texts[wrong] === "string"
      ? `${columns[wrong]} holds a text with a NUL character, after which it cannot be read`
      : `${columns[wrong]} holds text that is not ${encoding === "UTF-8" ? "UTF-8" : "UTF-16"}; the row shows its bytes in base64`;
  return { message, cells: columns.map((_name, index) => texts[index] ?? cells[index] ?? null) };
}

/** `undefined` for a cell that is no text. */
function textsIn(bytes: Uint8Array, encoding: SqliteEncoding, count: number): (Uint8Array | undefined)[] {
  const unit = encoding === "UTF-8" ? 1 : 2;
  const low = encoding === "UTF-16be" ? 1 : 0;
  let at = 0;
  /** The digits up to a colon, and what follows it. */
  const next = (): Uint8Array | undefined => {
    let digits = "";
    for (; bytes[at + low] !== colon; at += unit) digits += String.fromCharCode(bytes[at + low] ?? colon);
    at += unit;
    if (digits === "") return undefined;
    const start = at;
    at += Number(digits);
    return bytes.subarray(start, at);
  };
  return Array.from({ length: count }, next);
}

const colon = 0x3a;

function decoded(text: Uint8Array, encoding: SqliteEncoding): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(text);
  } catch {
    return undefined;
  }
}

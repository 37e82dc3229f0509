import { isUtf8 } from "node:buffer";
import type { SqliteRow } from "./sqlite-connection";
import type { SqliteEncoding } from "./sqlite-encoding";

/** Between the texts of a row; rare, and ASCII, so that no character of a text can swallow it. */
const separator = 0x1f;

/** The bytes of all texts of a row together, as an expression. */
export function textLengthSql(columns: readonly string[]): string {
  const lengths = columns.map(
    (one) => `CASE WHEN ${isText(one)} THEN length(CAST(${one} AS BLOB)) ELSE 0 END`,
  );
  return balanced(lengths, " + ");
}

/** The texts of a row one after the other as bytes, as an expression. */
export function textBytesSql(columns: readonly string[]): string {
  const texts = columns.map((one) => `CASE WHEN ${isText(one)} THEN ${one} ELSE '' END`);
  return `CAST(${balanced(texts, ` || char(${separator}) || `)} AS BLOB)`;
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

// eslint-disable-next-line no-control-regex
const ascii = /^[\u0001-\u007f]*$/;
// eslint-disable-next-line no-control-regex
const replacedOrCut = /[\u0000\ufffd]/;

/**
 * Whether the texts of a row are certainly what the database holds. Drivers cut a text off at a NUL character, and make
 * something of bytes that are not UTF-8: WebAssembly's reads a last byte C1 together with the NUL after it as "@".
 * @param length by {@link textLengthSql}
 * @param marksInvalidText see `SqliteConnection`
 */
export function isCertain(
  cells: SqliteRow,
  columns: number,
  length: number,
  marksInvalidText: boolean,
): boolean {
  let bytes = 0;
  for (let index = 0; index < columns; index++) {
    const cell = cells[index];
    if (typeof cell !== "string") continue;
    if (marksInvalidText ? replacedOrCut.test(cell) : !ascii.test(cell) || cell.endsWith("@")) return false;
    bytes += marksInvalidText ? Buffer.byteLength(cell) : cell.length;
  }
  return bytes === length;
}

/**
 * Why the texts of a row cannot be read; `undefined` if they can.
 * @param bytes by {@link textBytesSql}
 */
export function textFault(
  bytes: Uint8Array,
  encoding: SqliteEncoding,
  columns: readonly string[],
): string | undefined {
  if (encoding !== "UTF-8") return utf16Fault(bytes, encoding);
  const isValid = isUtf8(bytes);
  if (isValid && !bytes.includes(0)) return undefined;
  const texts = split(bytes);
  const wrong = texts.findIndex((text) => (isValid ? text.includes(0) : !isUtf8(text)));
  const where = texts.length === columns.length ? columns[wrong] : "a column";
  return isValid
    ? `${where} holds a text with a NUL character, after which it cannot be read`
    : `${where} holds text that is not UTF-8`;
}

function utf16Fault(bytes: Uint8Array, encoding: "UTF-16le" | "UTF-16be"): string | undefined {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return text.includes("\0")
      ? "a column holds a text with a NUL character, after which it cannot be read"
      : undefined;
  } catch {
    return "a column holds text that is not UTF-16";
  }
}

function split(bytes: Uint8Array): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let start = 0;
  for (let end = bytes.indexOf(separator); end !== -1; end = bytes.indexOf(separator, start)) {
    parts.push(bytes.subarray(start, end));
    start = end + 1;
  }
  return [...parts, bytes.subarray(start)];
}

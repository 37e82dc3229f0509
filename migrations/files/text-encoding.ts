import { isUtf8 } from "node:buffer";
import { type DeclaredEncoding, singleByteInUtf8 } from "./single-byte-text";

/** How a file's bytes become text in UTF-8. */
export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be";

/**
 * Tells the encoding from the first bytes: UTF-16 by its byte order mark, or by the zero byte of a first character that
 * is ASCII, as in RFC 4627. Neither CSV nor JSON in UTF-8 starts like this.
 */
export function encodingOf(first: Uint8Array): TextEncoding {
  const [one, two] = first;
  if (one === undefined || two === undefined) return "utf-8";
  if ((one === 0xff && two === 0xfe) || (one !== 0 && two === 0)) return "utf-16le";
  if ((one === 0xfe && two === 0xff) || (one === 0 && two !== 0)) return "utf-16be";
  return "utf-8";
}

/** Thrown where text is not in the encoding in which it starts. */
export class EncodingError extends Error {}

/**
 * Converts UTF-16 to UTF-8, without its byte order mark, and Latin-1 and Windows-1252 if they are declared; text in UTF-8
 * is passed on as it is.
 * @param declared the encoding, if it is known. @default it is told from the first bytes
 * @throws EncodingError at the first unit that is not UTF-16, after what comes before it was handed out
 */
export async function* inUtf8(
  pieces: AsyncIterable<Buffer>,
  declared?: DeclaredEncoding,
): AsyncGenerator<Buffer> {
  if (declared === "latin-1" || declared === "windows-1252") {
    yield* singleByteInUtf8(pieces, declared);
    return;
  }
  let utf16: Utf16 | undefined;
  let isFirst = true;
  let held: Buffer = Buffer.alloc(0);
  for await (const piece of pieces) {
    held = isFirst && held.length > 0 ? Buffer.concat([held, piece]) : piece;
    if (isFirst && held.length < 2) continue;
    const encoding = isFirst ? (declared ?? encodingOf(held)) : "utf-8";
    if (encoding !== "utf-8") utf16 = new Utf16(encoding);
    isFirst = false;
    yield utf16 ? utf16.take(held) : held;
    utf16?.throwIfMalformed();
  }
  if (isFirst && held.length > 0) yield held;
  utf16?.end();
}

/** Decodes UTF-16 piece by piece. */
class Utf16 {
  /** A unit or a pair of which the rest has not come yet. */
  private held: Buffer = Buffer.alloc(0);
  private isStart = true;
  private isMalformed = false;

  constructor(private readonly encoding: Exclude<TextEncoding, "utf-8">) {}

  /** The next bytes in UTF-8, up to the first unit that is malformed. */
  take(piece: Buffer): Buffer {
    const bytes = this.held.length > 0 ? Buffer.concat([this.held, piece]) : piece;
    const low = this.encoding === "utf-16le" ? 0 : 1;
    let end = bytes.length - (bytes.length % 2);
    if (end > 0 && (bytes[end - 1 - low] as number) >> 2 === 0xd8 >> 2) end -= 2;
    this.held = Buffer.from(bytes.subarray(end));
    return Buffer.from(this.decode(bytes.subarray(0, end)));
  }

  /** @throws EncodingError if a unit was malformed */
  throwIfMalformed(): void {
    if (this.isMalformed)
      throw new EncodingError(`it starts as ${this.encoding.toUpperCase()} does, but is not valid in it`);
  }

  /** @throws EncodingError if the last character is incomplete */
  end(): void {
    this.isMalformed ||= this.held.length > 0;
    this.throwIfMalformed();
  }

  private decode(bytes: Buffer): string {
    const text = (this.encoding === "utf-16le" ? bytes : Buffer.from(bytes).swap16()).toString("utf16le");
    const start = this.isStart && text.startsWith("\ufeff") ? 1 : 0;
    if (text.length > 0) this.isStart = false;
    // Only a surrogate without its other half is not UTF-16.
    const malformed = text.search(/\p{Surrogate}/u);
    this.isMalformed = malformed !== -1;
    return text.slice(start, this.isMalformed ? malformed : undefined);
  }
}

/**
 * Whether a piece from the middle of a text is UTF-8. A character at its start or end may be cut, so that up to 3 bytes
 * on both sides are not looked at.
 */
export function isPieceOfUtf8(piece: Uint8Array): boolean {
  let start = 0;
  while (start < 3 && isContinuation(piece[start])) start++;
  for (let cut = 0; cut < 4; cut++) if (isUtf8(piece.subarray(start, piece.length - cut))) return true;
  return false;
}

/** The length of the whole characters of a text; a last one may be cut. `undefined` if it is not UTF-8. */
export function utf8Length(bytes: Uint8Array): number | undefined {
  const length = bytes.length - cutBytes(bytes);
  return isUtf8(length === bytes.length ? bytes : bytes.subarray(0, length)) ? length : undefined;
}

/** The bytes at the end that start a character and lack its last one. */
function cutBytes(bytes: Uint8Array): number {
  let first = bytes.length - 1;
  while (first > bytes.length - 3 && isContinuation(bytes[first])) first--;
  const lead = bytes[first] ?? 0;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  const found = bytes.length - first;
  return found < length ? found : 0;
}

/** The length of the whole lines of a text before its first byte that is not UTF-8. */
export function linesOfUtf8(bytes: Uint8Array): number {
  let line = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] !== 0x0a && bytes[at] !== 0x0d) continue;
    if (!isUtf8(bytes.subarray(line, at))) break;
    line = at + 1;
  }
  return line;
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && byte >> 6 === 2;
}

/** The fix for a file that is neither UTF-8 nor UTF-16. */
export const notUtf8 = "it is not UTF-8; convert it, as with iconv -f WINDOWS-1252 -t UTF-8";

import { TextDecoder } from "node:util";

/** How a file's bytes become text in UTF-8. */
export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be";

/**
 * Tells the encoding from the first bytes: UTF-16 by its byte order mark, or by the zero byte of a first character that
 * is ASCII, as in RFC 4627. Neither CSV nor JSON in UTF-8 begins so.
 */
export function encodingOf(first: Uint8Array): TextEncoding {
  const [one, two] = first;
  if (one === undefined || two === undefined) return "utf-8";
  if ((one === 0xff && two === 0xfe) || (one !== 0 && two === 0)) return "utf-16le";
  if ((one === 0xfe && two === 0xff) || (one === 0 && two !== 0)) return "utf-16be";
  return "utf-8";
}

/** Converts UTF-16 to UTF-8, without its byte order mark; text in UTF-8 is passed on as it is. @throws Error if it is not UTF-16 */
export async function* inUtf8(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let decoder: TextDecoder | undefined;
  let isFirst = true;
  let held: Buffer = Buffer.alloc(0);
  for await (const piece of pieces) {
    held = isFirst && held.length > 0 ? Buffer.concat([held, piece]) : piece;
    if (isFirst && held.length < 2) continue;
    const encoding = isFirst ? encodingOf(held) : "utf-8";
    if (encoding !== "utf-8") decoder = new TextDecoder(encoding, { fatal: true });
    isFirst = false;
    yield decoder ? decoded(decoder, held) : held;
  }
  if (isFirst && held.length > 0) yield held;
  if (decoder) yield decoded(decoder);
}

function decoded(decoder: TextDecoder, piece?: Buffer): Buffer {
  try {
    return Buffer.from(piece ? decoder.decode(piece, { stream: true }) : decoder.decode());
  } catch (cause) {
    throw new Error(`it begins as ${decoder.encoding.toUpperCase()} does, but is not valid in it`, { cause });
  }
}

/** Encodings that a file can be declared to have; UTF-8 and UTF-16 with a byte order mark are detected without it. */
export const declaredEncodings = ["utf-8", "utf-16le", "utf-16be", "latin-1", "windows-1252"] as const;
export type DeclaredEncoding = (typeof declaredEncodings)[number];

/**
 * The characters of 0x80 to 0x9f in Windows-1252; the other bytes are those of Latin-1. Five bytes stand for no character
 * and are read as the control characters of Latin-1, as browsers do: https://encoding.spec.whatwg.org/index-windows-1252.txt
 */
const windows1252 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

/** Converts text with one byte per character to UTF-8. */
export async function* singleByteInUtf8(
  pieces: AsyncIterable<Buffer>,
  encoding: "latin-1" | "windows-1252",
): AsyncGenerator<Buffer> {
  for await (const piece of pieces) {
    const text = piece.toString("latin1");
    yield Buffer.from(
      encoding === "latin-1"
        ? text
        : text.replace(/[\x80-\x9f]/g, (one) => windows1252[one.charCodeAt(0) - 0x80] as string),
    );
  }
}

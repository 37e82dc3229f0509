/** The checksum before the first line of a journal. */
export const firstSum = "00000000";

/** What a line starts with, up to its text; the checksum is to be written. */
export const lineHead = Buffer.from(`{"sum":"${firstSum}",`);
/** The bytes of the checksum in a line. */
const sumStart = 8;
const sumEnd = sumStart + firstSum.length;

const hexDigits = Buffer.from("0123456789abcdef");
const noDigit = 255;
/** The value of a digit, by its code. */
const hexValues = new Uint8Array(256).fill(noDigit);
hexDigits.forEach((code, value) => (hexValues[code] = value));

/** A checksum as text: eight digits. */
export function sumText(sum: number): string {
  return sum.toString(16).padStart(firstSum.length, "0");
}

/** Writes a checksum into the line that starts at a byte. */
export function writeSum(bytes: Buffer, lineStart: number, sum: number): void {
  for (let at = lineStart + sumEnd - 1, left = sum; at >= lineStart + sumStart; at--, left >>>= 4)
    bytes[at] = hexDigits[left & 0xf] as number;
}

/** The checksum at the start of a line; `undefined` if it does not start with one. */
export function readSum(bytes: Buffer, lineStart: number): number | undefined {
  let sum = 0;
  for (let at = 0; at < lineHead.length; at++) {
    const byte = bytes[lineStart + at] as number;
    if (at < sumStart || at >= sumEnd) {
      if (byte !== lineHead[at]) return undefined;
    } else {
      const digit = hexValues[byte] as number;
      if (digit === noDigit) return undefined;
      sum = sum * 16 + digit;
    }
  }
  return sum;
}

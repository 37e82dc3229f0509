/** The checksum before the first line of a journal. */
export const firstSum = "00000000";

/** What a line starts with, up to its text; the checksum is to be written. */
export const lineHead = Buffer.from(`{"sum":"${firstSum}",`);
/** The bytes of the checksum in a line. */
export const sumStart = 8;
export const sumEnd = sumStart + firstSum.length;

const hexDigits = Buffer.from("0123456789abcdef");

/** A checksum as text: eight digits. */
export function sumText(sum: number): string {
  return sum.toString(16).padStart(firstSum.length, "0");
}

/** Writes a checksum into the line that starts at a byte. */
export function writeSum(bytes: Buffer, lineStart: number, sum: number): void {
  for (let at = lineStart + sumEnd - 1, left = sum; at >= lineStart + sumStart; at--, left >>>= 4)
    bytes[at] = hexDigits[left & 0xf] as number;
}

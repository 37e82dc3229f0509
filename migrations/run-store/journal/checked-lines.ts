import { crc32 } from "node:zlib";
import { lineHead, readSum } from "./line-sum";

const lineFeed = 0x0a;

/** A line of a journal among others. */
export interface LineBytes {
  readonly start: number;
  /** The index of its line feed. */
  readonly end: number;
  readonly sum: number;
}

/**
 * The lines at the start of some bytes that are whole and follow a checksum, see `journalLines`; those after a damaged one
 * are not among them.
 * @param sum the checksum before the first line
 */
export function checkedLines(bytes: Buffer, sum: number): LineBytes[] {
  const lines: LineBytes[] = [];
  let before = sum;
  for (let start = 0; ;) {
    const end = bytes.indexOf(lineFeed, start);
    if (end === -1) return lines;
    const next = crc32(bytes.subarray(start + lineHead.length, end), before);
    if (next !== readSum(bytes, start)) return lines;
    before = next;
    lines.push({ start, end, sum: next });
    start = end + 1;
  }
}

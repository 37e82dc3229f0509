import { crc32 } from "node:zlib";
import { lineHead, readSum, sumText, writeSum } from "./line-sum";

const lineFeed = 0x0a;
const quote = 0x22;
const backslash = 0x5c;
const zero = 0x30;
const nine = 0x39;
const originStart = Buffer.from('"from":["');
/** Digits by which a row's number may grow. */
const moreDigits = 16;

/** A line of a journal among others. */
export interface LineBytes {
  readonly start: number;
  /** The index of its line feed. */
  readonly end: number;
}

/**
 * The lines at the start of some bytes that are whole and follow a checksum, see `journalLines`; those after a damaged one
 * are not among them.
 * @param sum the checksum before the first line
 */
export function checkedLines(
  bytes: Buffer,
  sum: number,
): { readonly lines: LineBytes[]; readonly sum: number } {
  const lines: LineBytes[] = [];
  let last = sum;
  for (let start = 0; ;) {
    const end = bytes.indexOf(lineFeed, start);
    if (end === -1) return { lines, sum: last };
    const next = crc32(bytes.subarray(start + lineHead.length, end), last);
    if (next !== readSum(bytes, start)) return { lines, sum: last };
    last = next;
    lines.push({ start, end });
    start = end + 1;
  }
}

/** Lines of journals as they follow each other in another one. */
export class MovedLines {
  private bytes = Buffer.allocUnsafe(256 * 1024);
  private length = 0;
  private last = 0;

  /** The checksum of the last line. */
  get sum(): string {
    return sumText(this.last);
  }

  /** Bytes that were not taken. */
  get size(): number {
    return this.length;
  }

  /** Adds a line. @param rows added to the number of the row that it names */
  add(source: Buffer, { start, end }: LineBytes, rows: number): void {
    this.makeRoom(end - start + 1 + moreDigits);
    const { bytes, length } = this;
    const number = rows === 0 ? undefined : rowIn(source, start + lineHead.length, end);
    let at = length;
    if (number) {
      at += source.copy(bytes, at, start, number.start);
      at = writeDigits(bytes, at, digitsIn(source, number) + rows);
      at += source.copy(bytes, at, number.end, end);
    } else at += source.copy(bytes, at, start, end);
    this.last = crc32(bytes.subarray(length + lineHead.length, at), this.last);
    writeSum(bytes, length, this.last);
    bytes[at] = lineFeed;
    this.length = at + 1;
  }

  /** The lines added since the last call. They are valid until the next one is added. */
  take(): Buffer {
    const taken = this.bytes.subarray(0, this.length);
    this.length = 0;
    return taken;
  }

  private makeRoom(bytes: number): void {
    if (this.length + bytes <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.length + bytes));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}

/**
 * The digits of the row in a line. What comes before the origin are names and scalars, in which quotes are escaped: the
 * first match is the origin.
 */
function rowIn(bytes: Buffer, from: number, end: number): LineBytes | undefined {
  const origin = bytes.indexOf(originStart, from);
  if (origin === -1 || origin >= end) return undefined;
  let at = origin + originStart.length;
  for (; bytes[at] !== quote; at++) if (bytes[at] === backslash) at++;
  const start = at + 2;
  for (at = start; isDigit(bytes[at]); at++);
  return { start, end: at };
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= zero && byte <= nine;
}

/** The whole number that digits stand for. */
function digitsIn(bytes: Buffer, { start, end }: LineBytes): number {
  let number = 0;
  for (let at = start; at < end; at++) number = number * 10 + (bytes[at] as number) - zero;
  return number;
}

/** Writes a positive whole number. @returns the index after it */
function writeDigits(bytes: Buffer, start: number, number: number): number {
  let end = start;
  for (let left = number; left > 0; left = Math.floor(left / 10)) end++;
  for (let at = end - 1, left = number; at >= start; at--, left = Math.floor(left / 10))
    bytes[at] = zero + (left % 10);
  return end;
}

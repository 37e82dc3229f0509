import { crc32 } from "node:zlib";

const lineFeed = 0x0a;
const quote = 0x22;
const backslash = 0x5c;
const zero = 0x30;
const nine = 0x39;
/** `{"sum":"01234567",` */
const head = Buffer.from('{"sum":"00000000",');
const sumStart = 8;
const sumEnd = 16;
const hexDigits = Buffer.from("0123456789abcdef");
const noDigit = 255;
/** The value of a digit, by its code. */
const hexValues = new Uint8Array(256).fill(noDigit);
hexDigits.forEach((code, value) => (hexValues[code] = value));
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
    const next = crc32(bytes.subarray(start + head.length, end), last);
    if (next !== sumIn(bytes, start)) return { lines, sum: last };
    last = next;
    lines.push({ start, end });
    start = end + 1;
  }
}

/** The checksum at the start of a line; `undefined` if it does not start with one. */
function sumIn(bytes: Buffer, start: number): number | undefined {
  let sum = 0;
  for (let at = 0; at < head.length; at++) {
    const byte = bytes[start + at] as number;
    if (at < sumStart || at >= sumEnd) {
      if (byte !== head[at]) return undefined;
    } else {
      const digit = hexValues[byte] as number;
      if (digit === noDigit) return undefined;
      sum = sum * 16 + digit;
    }
  }
  return sum;
}

/** Writes a checksum as eight digits. */
function writeSum(bytes: Buffer, start: number, sum: number): void {
  for (let at = start + sumEnd - sumStart - 1, rest = sum; at >= start; at--, rest >>>= 4)
    bytes[at] = hexDigits[rest & 15] as number;
}

/** Lines of journals as they follow each other in another one. */
export class MovedLines {
  private bytes = Buffer.allocUnsafe(256 * 1024);
  private length = 0;
  private last = 0;

  /** The checksum of the last line. */
  get sum(): string {
    return hex(this.last);
  }

  /** Bytes that were not taken. */
  get size(): number {
    return this.length;
  }

  /** Adds a line. @param rows added to the number of the row that it names */
  add(source: Buffer, { start, end }: LineBytes, rows: number): void {
    this.makeRoom(end - start + 1 + moreDigits);
    const textStart = this.length + head.length;
    head.copy(this.bytes, this.length);
    let at = textStart;
    let from = start + head.length;
    const number = rows === 0 ? undefined : rowIn(source, from, end);
    if (number) {
      at += source.copy(this.bytes, at, from, number.start);
      const row = Number(source.toString("latin1", number.start, number.end)) + rows;
      at += this.bytes.write(String(row), at, "latin1");
      from = number.end;
    }
    at += source.copy(this.bytes, at, from, end);
    this.last = crc32(this.bytes.subarray(textStart, at), this.last);
    writeSum(this.bytes, this.length + sumStart, this.last);
    this.bytes[at] = lineFeed;
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

function hex(sum: number): string {
  return sum.toString(16).padStart(8, "0");
}

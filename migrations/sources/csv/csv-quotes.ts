const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** How the cells of a record are quoted. */
export interface CsvQuotes {
  /** Whether each cell stands in quotes, up to a problem. */
  readonly quoted: readonly boolean[];
  /** What RFC 4180 does not allow: a quote in a cell that is not quoted, or text after the quote that closes a cell. */
  readonly problem?: "quote-in-cell" | "text-after-quote";
  /** Whether the quoted part of the cell with the problem goes over several lines. */
  readonly isOverLines?: boolean;
}

/** Looks at a record as it is written in the file, with its line break or without, and blank lines before it. */
export function csvQuotes(record: Uint8Array, delimiter: Uint8Array): CsvQuotes {
  let at = 0;
  let end = record.length;
  while (at < end && isLineEnd(record[at])) at++;
  while (end > at && isLineEnd(record[end - 1])) end--;
  const quoted: boolean[] = [];
  for (; ; at += delimiter.length) {
    const isQuoted = record[at] === quote && at < end;
    quoted.push(isQuoted);
    const start = at;
    if (isQuoted) at = closing(record, at + 1, end) + 1;
    if (isQuoted && at < end && !startsWith(record, delimiter, at)) {
      const isOverLines = record.subarray(start, at).some(isLineEnd);
      return { quoted, problem: "text-after-quote", isOverLines };
    }
    for (; at < end && !startsWith(record, delimiter, at); at++)
      if (record[at] === quote) return { quoted, problem: "quote-in-cell" };
    if (at >= end) return { quoted };
  }
}

/** Where the quoted cell ends: at a quote that is not written twice. */
function closing(record: Uint8Array, from: number, end: number): number {
  let at = from;
  for (; at < end; at++) {
    if (record[at] !== quote) continue;
    if (record[at + 1] !== quote || at + 1 >= end) return at;
    at++;
  }
  return at;
}

function startsWith(record: Uint8Array, text: Uint8Array, at: number): boolean {
  for (let index = 0; index < text.length; index++) if (record[at + index] !== text[index]) return false;
  return true;
}

/** Whether a byte is a line feed or a carriage return. */
export function isLineEnd(byte: number | undefined): boolean {
  return byte === lineFeed || byte === carriageReturn;
}

/** The last bytes of a stream, to be looked at again by their offset. */
export class RecentBytes {
  private pieces: Uint8Array[] = [];
  private start = 0;

  add(piece: Uint8Array): void {
    this.pieces.push(piece);
  }

  slice(from: number, to: number): Uint8Array {
    let offset = this.start;
    const parts: Uint8Array[] = [];
    for (const piece of this.pieces) {
      const part = piece.subarray(Math.max(0, from - offset), Math.max(0, to - offset));
      if (part.length > 0) parts.push(part);
      offset += piece.length;
    }
    return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts);
  }

  /** Forgets the pieces that lie wholly before an offset. */
  forgetBefore(offset: number): void {
    let first = this.pieces[0];
    while (first && this.start + first.length <= offset) {
      this.start += first.length;
      this.pieces.shift();
      first = this.pieces[0];
    }
  }
}

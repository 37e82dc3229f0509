const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Where a byte of a row is. */
const enum State {
  CellStart,
  Plain,
  Quoted,
  /** After a quote in a quoted cell: the closing one, or the first of two. */
  AfterQuote,
}

/**
 * Finds where rows end in the bytes of a CSV file (RFC 4180), without parsing the cells. A quote in a cell that is not
 * quoted is an ordinary character, as in `CsvRecordReader`.
 */
export class CsvBoundaries {
  /** Whether text follows a quoted cell of several lines: no later row can be told from it, and no further one is found. */
  isAmbiguous = false;
  private state = State.CellStart;
  private isOverLines = false;
  private isAfterReturn = false;
  /** Whether the row that names the columns has ended, or the file has none. */
  private isBlank = true;
  private rowsEnded = 0;
  private at: number;
  private lines: number;

  /**
   * @param delimiter the byte between cells
   * @param start bytes and lines before the first byte, at the start of a row after the one that names the columns.
   * @default the start of the file
   */
  constructor(
    private readonly delimiter: number,
    start?: { readonly bytes: number; readonly lines: number },
  ) {
    this.at = start?.bytes ?? 0;
    this.lines = start?.lines ?? 0;
    if (start) this.rowsEnded = 1;
  }

  /** Takes the next bytes. @param onRow called at the start of each row after the first, with the bytes and lines before it */
  take(bytes: Uint8Array, onRow: (bytes: number, lines: number) => void): void {
    const start = this.at === 0 && isByteOrderMark(bytes) ? 3 : 0;
    for (let index = start; index < bytes.length && !this.isAmbiguous; index++) {
      if (this.state === State.Plain || this.state === State.Quoted) index = this.ordinaryEnd(bytes, index);
      if (index === bytes.length) break;
      const byte = bytes[index] as number;
      if (this.isAfterReturn) {
        this.isAfterReturn = false;
        if (byte === lineFeed) {
          if (this.state !== State.Quoted) this.rowStarts(this.at + index + 1, onRow);
          continue;
        }
        if (this.state !== State.Quoted) this.rowStarts(this.at + index, onRow);
      }
      if (byte === lineFeed || byte === carriageReturn) this.endLine(byte, this.at + index + 1, onRow);
      else this.step(byte);
    }
    this.at += bytes.length;
  }

  /** Passes over bytes that change nothing within a cell. */
  private ordinaryEnd(bytes: Uint8Array, from: number): number {
    if (this.isAfterReturn) return from;
    const { delimiter } = this;
    for (let index = from; index < bytes.length; index++) {
      const byte = bytes[index];
      if (byte === quote || byte === lineFeed || byte === carriageReturn || byte === delimiter) return index;
    }
    return bytes.length;
  }

  private endLine(byte: number, next: number, onRow: (bytes: number, lines: number) => void): void {
    this.lines++;
    this.isAfterReturn = byte === carriageReturn;
    if (this.state === State.Quoted) {
      this.isOverLines = true;
      return;
    }
    this.state = State.CellStart;
    this.isOverLines = false;
    if (byte === lineFeed) this.rowStarts(next, onRow);
  }

  private rowStarts(at: number, onRow: (bytes: number, lines: number) => void): void {
    // The first row that is not blank names the columns.
    if (!this.isBlank) this.rowsEnded++;
    this.isBlank = true;
    if (this.rowsEnded > 0) onRow(at, this.lines);
  }

  private step(byte: number): void {
    this.isBlank = false;
    const { state, delimiter } = this;
    if (byte === quote && state === State.CellStart) this.state = State.Quoted;
    else if (byte === quote && state === State.Quoted) this.state = State.AfterQuote;
    else if (byte === quote && state === State.AfterQuote) this.state = State.Quoted;
    else if (state === State.Quoted) return;
    else if (byte === delimiter) {
      this.state = State.CellStart;
      this.isOverLines = false;
    } else {
      if (state === State.AfterQuote && this.isOverLines) this.isAmbiguous = true;
      this.state = State.Plain;
    }
  }
}

function isByteOrderMark([one, two, three]: Uint8Array): boolean {
  return one === 0xef && two === 0xbb && three === 0xbf;
}

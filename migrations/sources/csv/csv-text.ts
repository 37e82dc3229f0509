import { type CsvRecord, CsvRecordReader } from "./csv-record";

const noQuotes: readonly boolean[] = [];

/**
 * A part of a CSV file, whose records are read one by one. Lines without quotes are split at their delimiters; the others
 * are read by {@link CsvRecordReader}.
 */
export class CsvText {
  private readonly quotes: Occurrences;
  private readonly lineFeeds: Occurrences;
  private readonly returns: Occurrences;
  private readonly delimiters: Occurrences;
  private readonly reader: CsvRecordReader;

  /**
   * @param isRelaxed whether a cell that is not quoted may hold a quote
   * @param isEnd whether nothing follows the text
   */
  constructor(
    private readonly text: string,
    private readonly delimiter: string,
    isRelaxed: boolean,
    isEnd: boolean,
  ) {
    this.quotes = new Occurrences(text, '"');
    this.lineFeeds = new Occurrences(text, "\n");
    this.returns = new Occurrences(text, "\r");
    this.delimiters = new Occurrences(text, delimiter);
    this.reader = new CsvRecordReader(text, delimiter, isRelaxed, isEnd);
  }

  /** The record that starts at an index; a blank line is one of one empty cell. `undefined` if its end is not there. */
  record(from: number): CsvRecord | undefined {
    const lineFeed = this.lineFeeds.from(from);
    const stop = Math.min(lineFeed, this.returns.from(from));
    const isPlain = lineFeed < this.text.length && stop >= lineFeed - 1 && this.quotes.from(from) > lineFeed;
    if (!isPlain) return from < this.text.length ? this.reader.read(from) : undefined;
    return {
      cells: this.cells(from, stop),
      quoted: noQuotes,
      fault: undefined,
      lines: 1,
      stop,
      end: lineFeed + 1,
    };
  }

  /** Whether a part of the text has more than a number of bytes in UTF-8, where a character of JavaScript has 1 to 3. */
  isLonger(from: number, stop: number, maxBytes: number): boolean {
    if (3 * (stop - from) <= maxBytes) return false;
    return Buffer.byteLength(this.text.slice(from, stop)) > maxBytes;
  }

  private cells(from: number, stop: number): string[] {
    const { text, delimiters } = this;
    const { length } = this.delimiter;
    const cells: string[] = [];
    for (let at = from; ;) {
      const end = delimiters.from(at);
      if (end >= stop) {
        cells.push(text.slice(at, stop));
        return cells;
      }
      cells.push(text.slice(at, end));
      at = end + length;
    }
  }
}

/** Positions of a string in a text; each one is searched for once. */
class Occurrences {
  private next = -1;

  constructor(
    private readonly text: string,
    private readonly wanted: string,
  ) {}

  /** The first place at or after an index, which must not be lower than the one before; the text's length if there is none. */
  from(index: number): number {
    if (this.next < index) {
      const found = this.text.indexOf(this.wanted, index);
      this.next = found === -1 ? this.text.length : found;
    }
    return this.next;
  }
}

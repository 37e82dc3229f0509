const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Text that RFC 4180 does not allow: a quote in a cell that is not quoted, or text after the quote that closes a cell. */
export type CsvProblem = "quote-in-cell" | "text-after-quote";

/** Position at which a record does not conform to RFC 4180. */
export interface CsvFault {
  readonly problem: CsvProblem;
  /** The index of the cell. */
  readonly cell: number;
  /** Whether the quoted part of the cell spans several lines. */
  readonly isOverLines: boolean;
}

/** A record of a CSV file. */
export interface CsvRecord {
  /** Without the quotes around them; a cell with a fault keeps its quotes. */
  readonly cells: readonly string[];
  /** Whether each cell is quoted; empty if none is. */
  readonly quoted: readonly boolean[];
  /** Indexes of cells that are null; absent if it is told from their text. */
  readonly nulls?: ReadonlySet<number>;
  /** The first one. */
  readonly fault: CsvFault | undefined;
  /** Its lines, at least 1. */
  readonly lines: number;
  /** Offsets of its line end and of the next record. */
  readonly stop: number;
  readonly end: number;
}

/** Reads records from a text by RFC 4180, one by one, for texts whose quotes or line ends need a closer look. */
export class CsvRecordReader {
  private at = 0;
  private cells: string[] = [];
  private quoted: boolean[] = [];
  private lines = 1;
  private fault: CsvFault | undefined;

  /**
   * @param isRelaxed whether a cell that is not quoted may hold a quote
   * @param isEnd whether nothing follows the text
   */
  constructor(
    private readonly text: string,
    private readonly delimiter: string,
    private readonly isRelaxed: boolean,
    private readonly isEnd: boolean,
  ) {}

  /** The record that starts at an index. `undefined` if the text does not hold its end, or leaves a quote open. */
  read(from: number): CsvRecord | undefined {
    this.at = from;
    this.cells = [];
    this.quoted = [];
    this.lines = 1;
    this.fault = undefined;
    for (; ; this.at += this.delimiter.length) {
      const isQuoted = this.text.charCodeAt(this.at) === quote;
      if (!(isQuoted ? this.takeQuoted() : this.takePlain())) return undefined;
      this.quoted.push(isQuoted);
      if (!this.isDelimiter(this.at)) return this.complete();
    }
  }

  private takePlain(): boolean {
    const start = this.at;
    const end = this.plainEnd(start);
    if (end === undefined) return false;
    const cell = this.text.slice(start, end);
    if (!this.isRelaxed && cell.includes('"')) this.note("quote-in-cell");
    this.cells.push(cell);
    this.at = end;
    return true;
  }

  /** Moves from the opening quote to what follows the closing one. */
  private takeQuoted(): boolean {
    const start = this.at + 1;
    const close = this.closingQuote(start);
    if (close === undefined) return false;
    const written = this.text.slice(start, close);
    const content = written.includes('"') ? written.replaceAll('""', '"') : written;
    const lineEnds = countLineEnds(written);
    this.lines += lineEnds;
    if (this.isCellEnd(close + 1)) {
      this.cells.push(content);
      this.at = close + 1;
      return true;
    }
    const end = this.plainEnd(close + 1);
    if (end === undefined) return false;
    this.note("text-after-quote", lineEnds > 0);
    this.cells.push(`"${content}${this.text.slice(close, end)}`);
    this.at = end;
    return true;
  }

  /** `undefined` if it is not there, or may be the first of two. */
  private closingQuote(from: number): number | undefined {
    for (let at = from; ; at += 2) {
      at = this.text.indexOf('"', at);
      if (at === -1) return undefined;
      const isLast = at + this.delimiter.length >= this.text.length;
      if (isLast && !this.isEnd && !isLineEnd(this.text.charCodeAt(at + 1))) return undefined;
      if (this.text.charCodeAt(at + 1) !== quote) return at;
    }
  }

  /** End of a cell that is not quoted; `undefined` if the text is too short to tell. */
  private plainEnd(from: number): number | undefined {
    const { text } = this;
    for (let at = from; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === lineFeed || this.isDelimiter(at)) return at;
      if (code === carriageReturn) return at + 1 < text.length || this.isEnd ? at : undefined;
    }
    return this.isEnd ? text.length : undefined;
  }

  private isCellEnd(at: number): boolean {
    return at >= this.text.length || isLineEnd(this.text.charCodeAt(at)) || this.isDelimiter(at);
  }

  private isDelimiter(at: number): boolean {
    const { text, delimiter } = this;
    if (text.charCodeAt(at) !== delimiter.charCodeAt(0)) return false;
    return delimiter.length === 1 || text.startsWith(delimiter, at);
  }

  private note(problem: CsvProblem, isOverLines = false): void {
    this.fault ??= { problem, cell: this.cells.length, isOverLines };
  }

  /** `undefined` if a carriage return is the last character, which a line feed may follow. */
  private complete(): CsvRecord | undefined {
    const { text, at: stop, cells, quoted, lines, fault } = this;
    const isReturn = text.charCodeAt(stop) === carriageReturn;
    if (isReturn && stop + 1 === text.length && !this.isEnd) return undefined;
    const isPair = isReturn && text.charCodeAt(stop + 1) === lineFeed;
    const end = Math.min(text.length, stop + (isPair ? 2 : 1));
    return { cells, quoted, lines, fault, stop, end };
  }
}

/** Line feeds, carriage returns, and pairs of both. */
export function countLineEnds(text: string): number {
  if (!text.includes("\n") && !text.includes("\r")) return 0;
  return text.match(/\r\n|\n|\r/g)?.length ?? 0;
}

function isLineEnd(code: number): boolean {
  return code === lineFeed || code === carriageReturn;
}

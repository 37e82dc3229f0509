import type { CsvFormat } from "./csv-format";
import { type CsvFault, type CsvProblem, type CsvRecord, countLineEnds } from "./csv-record";

/** Characters of a file that is not written by RFC 4180. */
export interface CsvDialect {
  readonly delimiter: string;
  /** Around cells; `undefined` if no cell is quoted. */
  readonly quote: string | undefined;
  /** Before a character that means itself; `undefined` if there is none. */
  readonly escape: string | undefined;
  /** At the start of lines that are no rows; `undefined` if there are none. */
  readonly comment: string | undefined;
  /** Cells without quotes that are null, as they are written. */
  readonly nulls: ReadonlySet<string>;
  readonly isRelaxed: boolean;
}

/** The dialect of a format; `undefined` if the file is written by RFC 4180. */
export function dialectOf(format: CsvFormat): CsvDialect | undefined {
  const { delimiter = ",", quote = '"', escape, comment, quotes } = format;
  if (quote === '"' && escape === undefined && comment === undefined) return undefined;
  const nulls = new Set(format.nulls ?? []);
  const isRelaxed = quotes === "relaxed" || quote === null;
  return { delimiter, quote: quote ?? undefined, escape, comment, nulls, isRelaxed };
}

/** Control characters as MySQL and PostgreSQL write them after a backslash; any other character stands for itself. */
const controls: ReadonlyMap<string, string> = new Map([
  ["0", "\0"],
  ["b", "\b"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["Z", "\x1a"],
]);

const lineEnd = /[\r\n]/;

/** Reads records of a {@link CsvDialect} from a text, one by one, character by character. */
export class DialectText {
  private at = 0;
  private cells: string[] = [];
  private quoted: boolean[] = [];
  private nulls = new Set<number>();
  private fault: CsvFault | undefined;

  /** @param isEnd whether nothing follows the text */
  constructor(
    private readonly text: string,
    private readonly dialect: CsvDialect,
    private readonly isEnd: boolean,
  ) {}

  /** The record that starts at an index; a blank line or a comment is one empty cell. `undefined` if its end is not there. */
  record(from: number): CsvRecord | undefined {
    const { text, dialect } = this;
    if (from >= text.length) return undefined;
    [this.at, this.cells, this.quoted, this.nulls, this.fault] = [from, [], [], new Set(), undefined];
    if (dialect.comment !== undefined && text.startsWith(dialect.comment, from)) return this.skipLine();
    for (; ; this.at += dialect.delimiter.length) {
      const isQuoted = dialect.quote !== undefined && text.startsWith(dialect.quote, this.at);
      if (!(isQuoted ? this.takeQuoted(dialect.quote) : this.takePlain())) return undefined;
      this.quoted.push(isQuoted);
      if (!text.startsWith(dialect.delimiter, this.at)) return this.complete(from);
    }
  }

  /** See `CsvText.isLonger`. */
  isLonger(from: number, stop: number, maxBytes: number): boolean {
    return 3 * (stop - from) > maxBytes && Buffer.byteLength(this.text.slice(from, stop)) > maxBytes;
  }

  private skipLine(): CsvRecord | undefined {
    const found = this.text.slice(this.at).search(lineEnd);
    if (found === -1 && !this.isEnd) return undefined;
    const from = this.at;
    this.at = found === -1 ? this.text.length : from + found;
    this.cells.push("");
    return this.complete(this.at);
  }

  private takePlain(): boolean {
    const start = this.at;
    const content = this.plainContent();
    if (content === undefined) return false;
    const written = this.text.slice(start, this.at);
    const { quote, isRelaxed, nulls } = this.dialect;
    if (!isRelaxed && quote !== undefined && written.includes(quote)) this.note("quote-in-cell");
    if (nulls.has(written)) this.nulls.add(this.cells.length);
    this.cells.push(content);
    return true;
  }

  /** Moves to the end of a cell that is not quoted, and returns what it means. `undefined` if its end is not there. */
  private plainContent(): string | undefined {
    const { text, dialect } = this;
    let content = "";
    while (this.at < text.length) {
      const character = text[this.at] as string;
      if (lineEnd.test(character) || text.startsWith(dialect.delimiter, this.at)) return content;
      const taken = character === dialect.escape ? this.escaped() : character;
      if (taken === undefined) return undefined;
      content += taken;
      this.at += 1;
    }
    return this.isEnd ? content : undefined;
  }

  /** Moves to the character after an escape. `undefined` if it is not there. */
  private escaped(): string | undefined {
    const next = this.text[this.at + 1];
    if (next === undefined) return this.isEnd ? this.dialect.escape : undefined;
    this.at += 1;
    return this.dialect.escape === "\\" ? (controls.get(next) ?? next) : next;
  }

  private takeQuoted(quote: string): boolean {
    const { text, dialect } = this;
    const start = this.at;
    let content = "";
    for (this.at += 1; this.at < text.length; this.at += 1) {
      const character = text[this.at] as string;
      if (character === dialect.escape && character !== quote) {
        const taken = this.escaped();
        if (taken === undefined) return false;
        content += taken;
      } else if (character !== quote) content += character;
      else if (text[this.at + 1] === quote) [content, this.at] = [content + quote, this.at + 1];
      else return this.afterQuote(start, content);
    }
    return false;
  }

  /** @param start of the cell; the text is at its closing quote */
  private afterQuote(start: number, content: string): boolean {
    this.at += 1;
    const { text, dialect } = this;
    if (this.at >= text.length && !this.isEnd) return false;
    const next = text[this.at];
    if (next === undefined || lineEnd.test(next) || text.startsWith(dialect.delimiter, this.at)) {
      this.cells.push(content);
      return true;
    }
    const isOverLines = countLineEnds(text.slice(start, this.at)) > 0;
    if (this.plainContent() === undefined) return false;
    this.note("text-after-quote", isOverLines);
    this.cells.push(text.slice(start, this.at));
    return true;
  }

  private note(problem: CsvProblem, isOverLines = false): void {
    this.fault ??= { problem, cell: this.cells.length, isOverLines };
  }

  /** @param from start of the record. `undefined` if a carriage return is the last character, which a line feed may follow */
  private complete(from: number): CsvRecord | undefined {
    const { text, at: stop, cells, quoted, nulls, fault } = this;
    const isReturn = text[stop] === "\r";
    if (isReturn && stop + 1 === text.length && !this.isEnd) return undefined;
    const end = Math.min(text.length, stop + (isReturn && text[stop + 1] === "\n" ? 2 : 1));
    const lines = countLineEnds(text.slice(from, stop)) + 1;
    return { cells, quoted, nulls, fault, lines, stop, end };
  }
}

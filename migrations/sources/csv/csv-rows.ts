import { type CsvError, Parser } from "csv-parse";
import { lastBytes, linesOfUtf8, notUtf8 } from "../../files/text-encoding";
import { nearMissOrList } from "../../../yaml-file";
import { shown } from "../../items/rejection";
import { cellForms, readCell } from "./csv-cells";
import { type ColumnType } from "../../items/column-type";
import { type CsvQuotes, csvQuotes, isLineEnd, RecentBytes } from "./csv-quotes";
import type { SourceRow } from "../source";

/** An item may have 400 KB; what is longer is a quote that nobody closed. */
const longestRow = 64 * 1024 * 1024;

/** How a file's rows are written. */
export interface CsvFormat {
  /** What the cells of a column are; those that are not named hold text. */
  readonly columns?: Readonly<Record<string, ColumnType>>;
  /** @default , */
  readonly delimiter?: string;
  /**
   * What an empty cell without quotes is in a column of text: null, or an empty text. An empty cell in quotes is an empty
   * text; in a column of another type, an empty cell is null. @default "null"
   */
  readonly empty?: "null" | "string" | null;
  /** Whether a cell without quotes may hold one, such as `5" pipe`; otherwise its row is rejected. @default "strict" */
  readonly quotes?: "strict" | "relaxed";
}

/** A row of cells, and how they are quoted if one of them is empty or holds a quote. */
interface CsvRecord extends Partial<CsvQuotes> {
  readonly cells: readonly string[];
}

/** Where a file can be parsed further: behind a row. */
export interface CsvPosition {
  /** Bytes, rows and lines before it. */
  readonly bytes: number;
  readonly rows: number;
  readonly lines: number;
  /** What the first row of the file names. */
  readonly header: readonly string[];
}

/** Thrown where the file's first row does not name the columns as it should. */
export class CsvHeaderError extends Error {}

/** Thrown where quotes or letters cannot be made sense of, and so neither can what follows them. */
export class CsvSyntaxError extends Error {}

/**
 * Parses CSV (RFC 4180) piece by piece. The first row names the columns; every other one becomes an object, or a
 * row that cannot be read. Only the row being read is held in memory.
 */
export class CsvRowParser {
  private readonly parser: Parser;
  private readonly decoder = new TextDecoder("utf-8", { fatal: true });
  private readonly types: Readonly<Record<string, ColumnType>>;
  private readonly delimiter: Uint8Array;
  private readonly recent = new RecentBytes();
  /** The last bytes that were parsed; they may be the start of a character. */
  private tail: Uint8Array = new Uint8Array();
  private records: CsvRecord[] = [];
  /** The lines on which the records end. */
  private recordLines: number[] = [];
  private lastLines: readonly number[] = [];
  private header: readonly string[] | undefined;
  private count: number;
  private bytes = 0;
  private lines = 0;
  /** Bytes and lines before the record completed last. */
  private beforeRecord: readonly [bytes: number, lines: number] = [0, 0];

  /**
   * @param maxRowBytes maximum bytes of a row. @default 64 MB
   * @param after position to resume from. @default the start of the file
   */
  constructor(
    private readonly format: CsvFormat = {},
    maxRowBytes = longestRow,
    private readonly after?: CsvPosition,
  ) {
    const { columns = {}, delimiter = "," } = format;
    this.types = columns;
    this.delimiter = Buffer.from(delimiter);
    this.header = after?.header;
    this.count = after?.rows ?? 0;
    this.parser = new Parser({
      bom: after === undefined,
      delimiter,
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      // A misplaced quote ends with its cell, so that only its row is rejected; see csvQuotes.
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: maxRowBytes,
      // Taken here and kept from the stream, which forgets what it holds when it meets an error.
      on_record: (cells: string[], { bytes, lines }) => {
        this.records.push({ cells, ...this.quotesOf(cells, bytes, lines) });
        this.beforeRecord = [this.bytes, this.lines];
        this.recordLines.push((this.after?.lines ?? 0) + lines);
        this.bytes = bytes;
        this.lines = lines;
        return null;
      },
    });
    this.parser.on("error", () => {});
  }

  /** Takes the next bytes. @throws CsvSyntaxError; rows completed before are still there to take */
  async write(piece: Uint8Array): Promise<void> {
    const isText = this.isText(() => this.decoder.decode(piece, { stream: true }));
    const lines = isText ? piece : piece.subarray(0, linesOfUtf8(this.tail, piece));
    this.tail = lastBytes(lines.length < 3 ? Buffer.concat([this.tail, lines]) : lines);
    this.recent.add(lines);
    await this.step((done) => this.parser.write(lines, done));
    this.recent.forgetBefore(this.bytes);
    if (!isText) await this.stopAtMalformedByte();
  }

  /** @throws CsvSyntaxError where the file breaks off within a row; those before are still there to take */
  async end(): Promise<void> {
    if (!this.isText(() => this.decoder.decode())) await this.stopAtMalformedByte();
    await this.step((done) => this.parser.end(done));
  }

  /** The rows completed since the last call. @throws CsvHeaderError */
  takeRows(): SourceRow[] {
    const [records, lines] = [this.records, this.recordLines];
    [this.records, this.recordLines] = [[], []];
    if (this.header === undefined && records.length > 0) {
      lines.shift();
      this.takeHeader(records.shift() as CsvRecord);
    }
    this.lastLines = lines;
    return records.map((record) => this.row(record, ++this.count));
  }

  /** The lines of the file, counted from 1, on which the rows taken last end. */
  get takenLines(): readonly number[] {
    return this.lastLines;
  }

  /** Behind the rows that were taken. */
  get position(): CsvPosition {
    const { bytes = 0, lines = 0 } = this.after ?? {};
    return {
      bytes: bytes + this.bytes,
      rows: this.count,
      lines: lines + this.lines,
      header: this.header ?? [],
    };
  }

  /** Whether the row that names the columns has been taken. */
  get hasHeader(): boolean {
    return this.header !== undefined;
  }

  private quotesOf(cells: readonly string[], end: number, lines: number): CsvQuotes | undefined {
    if (!cells.some((cell) => cell === "" || cell.includes('"'))) return undefined;
    const quotes = csvQuotes(this.recent.slice(this.bytes, end), this.delimiter);
    if (quotes.problem && quotes.isOverLines)
      throw Object.assign(new Error(), { code: "CSV_INVALID_CLOSING_QUOTE", lines });
    return quotes;
  }

  private takeHeader({ cells, problem }: CsvRecord): void {
    if (problem) throw new CsvHeaderError(`has a first row in which ${problems[problem]}`);
    const names = cells.map((name) => name.trim());
    const other = otherDelimiter(names, this.format.delimiter);
    if (other !== undefined)
      throw new CsvHeaderError(
        `names one column, ${JSON.stringify(names[0])}; if its cells are separated by ${JSON.stringify(other)}, set from: { delimiter: ${JSON.stringify(other)} }`,
      );
    const unnamed = names.indexOf("");
    if (unnamed !== -1)
      throw new CsvHeaderError(
        `must name every column in its first row, but column ${unnamed + 1} has no name`,
      );
    const twice = names.find((name, index) => names.indexOf(name) < index);
    if (twice !== undefined)
      throw new CsvHeaderError(`must name every column once, but has ${JSON.stringify(twice)} twice`);
    const unknown = Object.keys(this.types).find((name) => !names.includes(name));
    if (unknown !== undefined)
      throw new CsvHeaderError(
        `has no column ${JSON.stringify(unknown)}${nearMissOrList(unknown, names, `it has: ${names.join(", ")}`)}`,
      );
    this.header = names;
  }

  private row({ cells, quoted, problem }: CsvRecord, number: number): SourceRow {
    const header = this.header as readonly string[];
    if (problem && (problem !== "quote-in-cell" || this.format.quotes !== "relaxed")) {
      const name = header[(quoted?.length ?? 0) - 1] ?? "a cell";
      return { number, value: cells, malformed: `${name}: ${problems[problem]}` };
    }
    if (cells.length !== header.length) {
      const malformed = `the row has ${counted(cells.length, "cell")}, but the first row names ${counted(header.length, "column")}`;
      return { number, value: cells, malformed };
    }
    const values = header.map((name, index) =>
      readCell(cells[index] as string, this.typeOf(name), this.format.empty === "string" || quoted?.[index]),
    );
    const wrong = values.indexOf(undefined);
    if (wrong === -1) return { number, value: objectOf(header, values) };
    const name = header[wrong] as string;
    const malformed = `${name} must be ${cellForms[this.typeOf(name)]}, got ${shown(cells[wrong])}`;
    return { number, value: objectOf(header, cells), malformed };
  }

  private typeOf(name: string): ColumnType {
    return Object.hasOwn(this.types, name) ? (this.types[name] as ColumnType) : "string";
  }

  private step(act: (done: (error?: Error | null) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      act((error) =>
        error
          ? reject(new CsvSyntaxError(explain(error as CsvError, this.after?.lines), { cause: error }))
          : resolve(),
      );
    });
  }

  /**
   * Completes the rows before a byte that is not UTF-8, some of which the parser holds back until bytes follow them, and
   * drops the row that holds this byte.
   *
   * @throws CsvSyntaxError always
   */
  private async stopAtMalformedByte(): Promise<never> {
    const isInRow = this.tail.length > 0 && !isLineEnd(this.tail.at(-1));
    try {
      await this.step((done) => this.parser.end(done));
      if (isInRow) this.dropRecord();
    } catch (error) {
      const { code } = (error as Error).cause as CsvError;
      if (code !== "CSV_QUOTE_NOT_CLOSED") throw error;
    }
    throw new CsvSyntaxError(notUtf8);
  }

  private dropRecord(): void {
    this.records.pop();
    this.recordLines.pop();
    [this.bytes, this.lines] = this.beforeRecord;
  }

  private isText(decode: () => string): boolean {
    try {
      decode();
      return true;
    } catch {
      return false;
    }
  }
}

/** Not by assignment, which does something else for a column named __proto__. */
function objectOf<Value>(names: readonly string[], values: readonly Value[]): Record<string, Value> {
  return Object.fromEntries(names.map((name, index) => [name, values[index] as Value]));
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

const problems: Record<NonNullable<CsvQuotes["problem"]>, string> = {
  "quote-in-cell":
    "a cell that is not quoted holds a quote; quote the cell and write its quotes twice, or set from: { quotes: relaxed }",
  "text-after-quote":
    "a cell continues after its closing quote; a quote inside a quoted cell is written twice",
};

/** What separates the cells instead, if the first row is one name that holds it. */
function otherDelimiter(names: readonly string[], delimiter = ","): string | undefined {
  const [only = ""] = names;
  if (names.length > 1) return undefined;
  return [";", "\t", "|", ","].find((other) => other !== delimiter && only.includes(other));
}

const reasons: Partial<Record<CsvError["code"], string>> = {
  CSV_QUOTE_NOT_CLOSED: "a quote is opened and never closed",
  CSV_MAX_RECORD_SIZE: "a row is longer than any item; a quote may not be closed",
  CSV_INVALID_CLOSING_QUOTE:
    "a cell continues after its closing quote; a quote inside a quoted cell is written twice",
};

function explain(error: CsvError, linesBefore = 0): string {
  const line = typeof error["lines"] === "number" ? `line ${linesBefore + error["lines"]}: ` : "";
  return `${line}${reasons[error.code] ?? error.message}`;
}

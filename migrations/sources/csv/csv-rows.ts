import { utf8Length, linesOfUtf8 } from "../../files/text-encoding";
import { CsvColumns } from "./csv-columns";
import { type CsvFormat, CsvSyntaxError, problemTexts } from "./csv-format";
import { type CsvDialect, DialectText, dialectOf } from "./csv-dialect";
import { countLineEnds, type CsvRecord } from "./csv-record";
import { CsvText } from "./csv-text";
import type { SourceRow } from "../source";

/** The fix for a file that is neither UTF-8 nor UTF-16. */
const notUtf8Cells =
  "it is not UTF-8; if it is Windows-1252 or Latin-1, set from: { encoding: windows-1252 }";

/** An item may have 400 KB; what is longer is a quote that nobody closed. */
const longestRow = 64 * 1024 * 1024;

/** Position after a row from which parsing can resume. */
export interface CsvPosition {
  /** Bytes, rows and lines before it. */
  readonly bytes: number;
  readonly rows: number;
  readonly lines: number;
  /** The column names from the first row of the file. */
  readonly header: readonly string[];
}

/**
 * Parses CSV (RFC 4180) piece by piece. The first row names the columns; every other one becomes an object, or a
 * row that cannot be read. Only the row being read and those not yet taken are held in memory.
 */
export class CsvRowParser {
  private columns: CsvColumns | undefined;
  private readonly dialect: CsvDialect | undefined;
  private rows: SourceRow[] = [];
  private count: number;
  /** Bytes and lines before what is held. */
  private bytes: number;
  private lines: number;
  private held: Buffer[] = [];
  private heldBytes = 0;
  /** How much must be held before the end of a row is looked for again, so that a long one is not read too often. */
  private wantedBytes = 0;
  /** How far the text that is being parsed has been parsed. */
  private at = 0;

  /**
   * @param maxRowBytes maximum bytes of a row. @default 64 MB
   * @param after position to resume from. @default the start of the file
   */
  constructor(
    private readonly format: CsvFormat = {},
    private readonly maxRowBytes = longestRow,
    after?: CsvPosition,
  ) {
    this.columns = after ? new CsvColumns(after.header, format) : listedColumns(format);
    this.dialect = dialectOf(format);
    this.count = after?.rows ?? 0;
    this.bytes = after?.bytes ?? 0;
    this.lines = after?.lines ?? 0;
  }

  /** Parses the next bytes. @throws CsvHeaderError, CsvSyntaxError; rows completed before can still be taken */
  write(piece: Buffer): void {
    this.held.push(piece);
    this.heldBytes += piece.length;
    if (this.heldBytes < this.wantedBytes && this.heldBytes <= this.maxRowBytes) return;
    this.parseHeld(false);
    if (this.heldBytes > this.maxRowBytes) throw this.tooLong();
    this.wantedBytes = 2 * this.heldBytes;
  }

  /** @throws CsvHeaderError, CsvSyntaxError if the file breaks off within a row; those before are still there to take */
  end(): void {
    if (this.heldBytes === 0) return;
    this.parseHeld(true);
    if (this.heldBytes === 0) return;
    if (this.heldBytes > this.maxRowBytes) throw this.tooLong();
    const text = this.joined().toString();
    const lines = countLineEnds(text) + (/[\r\n]$/.test(text) ? 0 : 1);
    throw this.syntaxError(lines, "a quote is opened and never closed");
  }

  /** The rows completed since the last call. */
  takeRows(): SourceRow[] {
    const { rows } = this;
    this.rows = [];
    return rows;
  }

  /** After the rows that were completed. */
  get position(): CsvPosition {
    const { bytes, count: rows, lines } = this;
    return { bytes, rows, lines, header: this.columns?.names ?? [] };
  }

  /** Whether the row that names the columns has been read. */
  get hasHeader(): boolean {
    return this.columns !== undefined;
  }

  private joined(): Buffer {
    return this.held.length === 1 ? (this.held[0] as Buffer) : Buffer.concat(this.held);
  }

  /** @param isEnd whether nothing follows what is held */
  private parseHeld(isEnd: boolean): void {
    const bytes = this.joined();
    const length = utf8Length(bytes);
    const isText = length !== undefined && (!isEnd || length === bytes.length);
    if (!isText) this.stopAtMalformedText(notUtf8Cells);
    this.parseText(bytes, length, isEnd);
  }

  /**
   * Completes the rows before text that cannot be decoded, and drops the row that holds it.
   * @throws CsvHeaderError; else CsvSyntaxError with this reason
   */
  stopAtMalformedText(reason: string): never {
    const bytes = this.joined();
    this.parseText(bytes, linesOfUtf8(bytes), true);
    throw new CsvSyntaxError(reason);
  }

  private parseText(bytes: Buffer, length: number, isEnd: boolean): void {
    const { delimiter = ",", quotes } = this.format;
    const text = bytes.toString("utf8", 0, length);
    this.at = this.bytes === 0 && text.startsWith("\ufeff") ? 1 : 0;
    try {
      this.parse(
        this.dialect
          ? new DialectText(text, this.dialect, isEnd)
          : new CsvText(text, delimiter, quotes === "relaxed", isEnd),
      );
    } finally {
      const isAscii = text.length === length;
      const left = isAscii ? length - this.at : Buffer.byteLength(text.slice(this.at));
      const rest = bytes.subarray(length - left);
      this.bytes += length - left;
      this.held = rest.length === 0 ? [] : [rest];
      this.heldBytes = rest.length;
    }
  }

  private parse(text: CsvText | DialectText): void {
    for (let record = text.record(this.at); record; record = text.record(this.at)) {
      const { cells, quoted, fault, lines, stop, end } = record;
      const isBlank = cells.length === 1 && cells[0] === "" && !quoted[0];
      if (!isBlank) {
        if (text.isLonger(this.at, stop, this.maxRowBytes)) throw this.tooLong();
        if (fault?.isOverLines) throw this.syntaxError(lines, problemTexts[fault.problem]);
        this.take(record);
      }
      this.lines += lines;
      this.at = end;
    }
  }

  private take(record: CsvRecord): void {
    if (this.columns === undefined) {
      this.columns = CsvColumns.named(record, this.format);
      return;
    }
    const { value, malformed } = this.columns.row(record);
    const row = { number: ++this.count, value, line: this.lines + record.lines };
    this.rows.push(malformed === undefined ? row : { ...row, malformed });
  }

  private tooLong(): CsvSyntaxError {
    return this.syntaxError(1, "a row is longer than any item; a quote may not be closed");
  }

  /** @param line of those that are held, counted from 1 */
  private syntaxError(line: number, message: string): CsvSyntaxError {
    return new CsvSyntaxError(`line ${this.lines + line}: ${message}`);
  }
}

function listedColumns(format: CsvFormat): CsvColumns | undefined {
  return format.names && CsvColumns.listed(format.names, format);
}

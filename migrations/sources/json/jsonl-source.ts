import { messageOf, UnreachableError } from "../../errors";
import { parseExactJson } from "../../items/exact-json";
import { documentInsteadOfLines } from "./json-lines-hint";
import type { RowValue } from "../../items/row";
import { type Line, LineSplitter } from "../../files/lines";
import type { FileReading } from "../../files/file-reading";
import type { SourceFile } from "../../files/source-file";
import { FileSource } from "../file-source";
import { joinReadVersions } from "../join-read-versions";
import { defaultPartBytes, lineRangeText, parseLineRange, secondHalf, splitLines } from "../line-range";
import type {
  Reading,
  ReadPart,
  RowsFrom,
  RowOrigin,
  RowStream,
  Source,
  SourceChunk,
  SourcePart,
  SourceRow,
  SplitRest,
} from "../source";

/** Lines of a chunk: the rows of one are all in memory at a time, and few objects that live long are cheaper. */
const maxChunkLines = 128;

/**
 * Rows from files with one JSON value a line (JSON Lines, NDJSON), `.jsonl.gz` too. Files are read as a stream
 * and numbers keep every digit. Blank lines are passed over. A line that is not JSON is a row that cannot be
 * read; the others are not affected by it.
 *
 * @example
 * new JsonlSource("./data").rows({ file: "users.jsonl.gz" })
 */
export class JsonlSource extends FileSource implements Source {
  /**
   * @param folder that the entities' files are relative to
   * @param shownFolder the same as a person knows it, for messages. @default folder
   * @param minPartBytes minimum bytes of a part that a file is split into
   */
  constructor(
    folder: string,
    shownFolder = folder,
    private readonly minPartBytes = defaultPartBytes,
  ) {
    super(folder, shownFolder);
  }

  rows({ file }: RowsFrom, reading: Reading = {}): RowStream {
    return new JsonlRowStream(this.folder.file(file), reading);
  }

  async split(from: RowsFrom, count: number, signal?: AbortSignal): Promise<SourcePart[]> {
    const ranges = await splitLines(
      this.folder.file(from.file),
      { count, minPartBytes: this.minPartBytes },
      signal,
    );
    return ranges.length > 1 ? ranges.map((range) => ({ from, range: lineRangeText(range) })) : [{ from }];
  }

  async splitRest(
    { from, range }: SourcePart,
    cursor: string,
    signal?: AbortSignal,
  ): Promise<SplitRest | undefined> {
    if (range === undefined) return undefined;
    const whole = parseLineRange(range);
    const [at = whole.to, lines = 0] = cursor.split(" ").map(Number);
    const left = { from: at, to: whole.to, lines };
    const child = await secondHalf(this.folder.file(from.file), left, this.minPartBytes, signal);
    return child && { range: lineRangeText({ ...whole, to: child.from }), childRange: lineRangeText(child) };
  }

  joinVersions(_from: RowsFrom, parts: readonly ReadPart[]): string | undefined {
    return joinReadVersions(parts);
  }
}

/** The rows of a file with one JSON value per line. */
export class JsonlRowStream implements RowStream {
  private readonly rows: JsonLineRows;
  private readonly splitter: LineSplitter;
  private readonly reading: FileReading;
  private readonly isFileStart: boolean;

  readonly origin: RowOrigin;

  constructor(
    private readonly file: SourceFile,
    { signal, after, version, mayChange, range: rangeText }: Reading,
  ) {
    this.origin = { file: file.shown };
    const range = rangeText === undefined ? undefined : parseLineRange(rangeText);
    const start = range && [range.from, range.lines];
    const [offset = 0, lines = 0] = after?.cursor.split(" ").map(Number) ?? start ?? [];
    this.isFileStart = offset === 0;
    this.rows = new JsonLineRows(lines, after?.row ?? 0);
    this.splitter = new LineSplitter(undefined, offset);
    this.reading = file.read({ signal, from: offset, version, mayChange, range });
  }

  get fractionRead(): number | undefined {
    return this.reading.fractionRead;
  }

  get version(): string | undefined {
    return this.reading.version(this.rows.rowsTaken);
  }

  async *[Symbol.asyncIterator](): AsyncIterator<SourceChunk> {
    for await (const piece of this.reading) {
      const lines = this.splitter.write(piece);
      for (let at = 0; at < lines.length; at += maxChunkLines) {
        const chunk = this.take(lines.slice(at, at + maxChunkLines));
        if (chunk.rows.length === 0) continue;
        const isLast = at + maxChunkLines >= lines.length;
        yield isLast ? { ...chunk, cursor: `${this.splitter.position} ${this.rows.linesTaken}` } : chunk;
      }
    }
    const chunk = this.take(this.splitter.end());
    if (chunk.rows.length > 0) yield chunk;
  }

  private take(lines: readonly Line[]): SourceChunk {
    const isFirst = this.isFileStart && this.rows.rowsTaken === 0;
    const first = isFirst ? lines.find(({ text }) => text.trim() !== "") : undefined;
    const found = first && documentInsteadOfLines(first.text, this.file.path);
    if (found === undefined) return this.rows.take(lines);
    const remedy = found === "list" ? "" : ", with at: $.key if the rows are in a list within it";
    throw new UnreachableError(
      "source-wrong-shape",
      `${this.file.shown} holds a JSON ${found}, not one JSON value per line; read it with source: { json: ... }${remedy}`,
    );
  }
}

/** Turns the lines of a file into rows, one after the other. */
class JsonLineRows {
  /** @param lines and rows that come before */
  constructor(
    private lines: number,
    private count: number,
  ) {}

  get rowsTaken(): number {
    return this.count;
  }

  get linesTaken(): number {
    return this.lines;
  }

  take(lines: readonly Line[]): SourceChunk {
    const rows: SourceRow[] = [];
    const texts: Line[] = [];
    const before = this.count;
    for (const line of lines) {
      this.lines++;
      if (isBlank(line.text)) continue;
      rows.push(this.row(line));
      texts.push(line);
    }
    return { rows, reread: (row) => valueOf(texts[row - before - 1] as Line) };
  }

  private row({ text, malformed }: Line): SourceRow {
    const [number, { lines: at }] = [++this.count, this];
    if (malformed !== undefined)
      return { number, line: at, value: text, malformed: `line ${this.lines} ${malformed}` };
    try {
      return { number, line: at, value: parseExactJson(text) };
    } catch (error) {
      const message = `line ${this.lines} is not JSON: ${messageOf(error)}`;
      return { number, line: at, value: text, malformed: message };
    }
  }
}

function isBlank(text: string): boolean {
  // Nearly all lines start so, and need not be read as a whole.
  return !text.startsWith("{") && text.trim() === "";
}

/** The value of a line, or the line itself if it is not JSON. */
function valueOf({ text, malformed }: Line): RowValue {
  if (malformed !== undefined) return text;
  try {
    return parseExactJson(text);
  } catch {
    return text;
  }
}

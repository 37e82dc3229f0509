import { UnreachableError } from "../../errors";
import { type CsvFormat, CsvHeaderError, type CsvSyntaxError } from "./csv-format";
import { type CsvPosition, CsvRowParser } from "./csv-rows";
import { EncodingError } from "../../files/text-encoding";
import type { FileReading } from "../../files/file-reading";
import type { SourceFile } from "../../files/source-file";
import { FileSource } from "../file-source";
import { joinReadVersions } from "../join-read-versions";
import type {
  Reading,
  ReadPart,
  RowOrigin,
  RowsFrom,
  RowStream,
  Source,
  SourceChunk,
  SourcePart,
  SplitRest,
} from "../source";
import { defaultPartBytes } from "../line-range";
import { type CsvRange, secondHalfOfCsv, splitCsv } from "./csv-range";

/** Bytes read at a time: the rows of all of them are in memory at once. */
const pieceBytes = 64 * 1024;

/**
 * Rows from CSV files (RFC 4180), `.csv.gz` too, read as a stream. The first row names the columns. Cells hold
 * text unless the column is given a type; an empty cell is null. A row with another number of cells, or with a
 * cell that is not of its column's type, is one that cannot be read; the others are not affected by it.
 *
 * @example
 * new CsvSource("./data").rows({ file: "products.csv", columns: { price: "number", tags: "list" } })
 */
export class CsvSource extends FileSource implements Source {
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

  rows(from: RowsFrom, reading: Reading = {}): RowStream {
    return new CsvRowStream(this.folder.file(from.file), from, reading);
  }

  async split(from: RowsFrom, count: number, signal?: AbortSignal): Promise<SourcePart[]> {
    const ranges = await splitCsv(
      this.folder.file(from.file),
      from,
      { count, minPartBytes: this.minPartBytes },
      signal,
    );
    return ranges.length > 1 ? ranges.map((range) => ({ from, range: JSON.stringify(range) })) : [{ from }];
  }

  async splitRest(
    { from, range }: SourcePart,
    cursor: string,
    signal?: AbortSignal,
  ): Promise<SplitRest | undefined> {
    if (range === undefined) return undefined;
    const whole = JSON.parse(range) as CsvRange;
    const rest = { start: JSON.parse(cursor) as CsvPosition, end: whole.end };
    const child = await secondHalfOfCsv(this.folder.file(from.file), from, rest, this.minPartBytes, signal);
    if (!child) return undefined;
    return {
      range: JSON.stringify({ ...whole, end: child.start.bytes } satisfies CsvRange),
      childRange: JSON.stringify(child satisfies CsvRange),
    };
  }

  joinVersions(_from: RowsFrom, parts: readonly ReadPart[]): string | undefined {
    return joinReadVersions(parts);
  }
}

/** The pieces before text that cannot be decoded. @param onMalformed called with the reason, at the end */
async function* untilMalformed(
  pieces: AsyncIterable<Buffer>,
  onMalformed: (error: EncodingError) => void,
): AsyncGenerator<Buffer> {
  try {
    yield* pieces;
  } catch (error) {
    if (!(error instanceof UnreachableError && error.cause instanceof EncodingError)) throw error;
    onMalformed(error.cause);
  }
}

class CsvRowStream implements RowStream {
  private readonly reading: FileReading;
  private readonly parser: CsvRowParser;

  constructor(
    private readonly file: SourceFile,
    format: CsvFormat & Pick<RowsFrom, "encoding">,
    { signal, after, version, mayChange, range: rangeText }: Reading,
  ) {
    const range = rangeText === undefined ? undefined : (JSON.parse(rangeText) as CsvRange);
    const position = after ? (JSON.parse(after.cursor) as CsvPosition) : range?.start;
    this.parser = new CsvRowParser(format, undefined, position);
    this.reading = file.read({
      pieceBytes,
      ...{ signal, from: position?.bytes, version, mayChange, encoding: format.encoding },
      range: range && { from: range.start?.bytes ?? 0, to: range.end },
    });
  }

  get origin(): RowOrigin {
    return { file: this.file.shown };
  }

  get fractionRead(): number | undefined {
    return this.reading.fractionRead;
  }

  get version(): string | undefined {
    return this.reading.version(this.parser.position.rows);
  }

  async *[Symbol.asyncIterator](): AsyncIterator<SourceChunk> {
    const { parser } = this;
    let count = parser.position.rows;
    let malformed: string | undefined;
    const onMalformed = ({ message }: EncodingError): unknown => (malformed = message);
    for await (const piece of untilMalformed(this.reading, onMalformed)) {
      const error = this.attempt(() => parser.write(piece));
      const rows = parser.takeRows();
      count += rows.length;
      if (rows.length > 0) yield { rows, cursor: JSON.stringify(parser.position) };
      if (error) throw this.explain(error, count);
    }
    const error = this.attempt(() =>
      malformed === undefined ? parser.end() : parser.stopAtMalformedText(malformed),
    );
    const rows = parser.takeRows();
    if (rows.length > 0) yield { rows };
    if (error) throw this.explain(error, count + rows.length);
    if (!parser.hasHeader)
      throw this.wrongShape(new CsvHeaderError("must name the columns in its first row, got nothing"));
  }

  private attempt(step: () => void): CsvSyntaxError | undefined {
    try {
      step();
      return undefined;
    } catch (error) {
      if (error instanceof CsvHeaderError) throw this.wrongShape(error);
      return error as CsvSyntaxError;
    }
  }

  private wrongShape(cause: CsvHeaderError): UnreachableError {
    return new UnreachableError("source-wrong-shape", `${this.file.shown} ${cause.message}`, { cause });
  }

  private explain(cause: CsvSyntaxError, rowsSoFar: number): UnreachableError {
    const message = `${this.file.shown} is not valid CSV after row ${rowsSoFar}: ${cause.message}`;
    return new UnreachableError("source-not-csv", message, { cause });
  }
}

import { open, type FileHandle } from "node:fs/promises";
import { InterruptedError, messageOf, RunnerError, UnreachableError } from "../../errors";
import type { SourceFile } from "../../files/source-file";
import type { Row, RowValue } from "../../items/row";
import { FileSource } from "../file-source";
import type { Reading, RowsFrom, RowStream, SourceChunk } from "../source";
import {
  compressors,
  loadParquet,
  type ParquetDriver,
  type ParquetFile,
  type ParquetMetadata,
  type SchemaNode,
} from "./parquet-driver";
import { isOwnType, parsers, type ReadValue, readerOf, withoutType } from "./parquet-value";

/** Rows that are handed on at a time. */
const chunkRows = 200;

/**
 * Rows of Parquet files, with every digit: decimals and 64-bit numbers are exact, timestamps are ISO 8601 text with the
 * digits of their unit. Memory holds one row group at a time.
 *
 * @example
 * new ParquetSource("./data").rows({ file: "users.parquet" })
 */
export class ParquetSource extends FileSource {
  /**
   * @param folder that the entities' files are relative to
   * @param shownFolder the same as a person knows it, for messages. @default folder
   * @param load the driver
   */
  constructor(
    folder: string,
    shownFolder = folder,
    private readonly load: () => Promise<ParquetDriver> = loadParquet,
  ) {
    super(folder, shownFolder);
  }

  rows({ file }: RowsFrom, reading: Reading = {}): RowStream {
    return new ParquetStream(this.folder.file(file), this.load, reading);
  }
}

class ParquetStream implements RowStream {
  private total = 0;
  private count: number;

  constructor(
    private readonly file: SourceFile,
    private readonly load: () => Promise<ParquetDriver>,
    private readonly reading: Reading,
  ) {
    this.count = reading.after?.row ?? 0;
  }

  get fractionRead(): number | undefined {
    return this.total > 0 ? this.count / this.total : undefined;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SourceChunk> {
    const driver = await this.load();
    const before = await this.file.version();
    await this.file.mustBeFile();
    const handle = await open(this.file.path, "r").catch((cause: unknown) => {
      throw this.file.unreadable(cause);
    });
    try {
      yield* this.chunks(driver, await parquetFile(handle));
    } catch (cause) {
      if (cause instanceof RunnerError) throw cause;
      throw new UnreachableError(
        "source-wrong-shape",
        `${this.file.shown} cannot be read as Parquet: ${messageOf(cause)}`,
        { cause },
      );
    } finally {
      await handle.close();
    }
    await this.refuseChanged(before);
  }

  private async *chunks(driver: ParquetDriver, file: ParquetFile): AsyncGenerator<SourceChunk> {
    const metadata = await driver.parquetMetadataAsync(file, { geoparquet: false });
    this.total = Number(metadata.num_rows);
    const columns = driver.parquetSchema(metadata).children;
    const physical = {
      ...metadata,
      schema: metadata.schema.map((one) => (isOwnType(one) ? withoutType(one) : one)),
    };
    let start = 0;
    for (const { num_rows: rows } of metadata.row_groups) {
      const end = start + Number(rows);
      // A row group that was read before a position is passed over.
      if (end > this.count) yield* this.group(driver, file, physical, columns, start, end);
      start = end;
    }
  }

  private async *group(
    driver: ParquetDriver,
    file: ParquetFile,
    metadata: ParquetMetadata,
    columns: readonly SchemaNode[],
    start: number,
    end: number,
  ): AsyncGenerator<SourceChunk> {
    const group = new RowGroup(columns, start);
    const rowStart = Math.max(start, this.count);
    await driver.parquetRead({
      ...{ file, metadata, rowStart, rowEnd: end, utf8: false, geoparquet: false, compressors, parsers },
      onChunk: (chunk) => group.add(chunk.columnName, chunk.columnData, chunk.rowStart),
    });
    while (this.count < end) {
      if (this.reading.signal?.aborted) throw new InterruptedError();
      const rows = group.rows(this.count, Math.min(end, this.count + chunkRows));
      this.count += rows.length;
      yield {
        rows: rows.map((value, index) => ({ number: this.count - rows.length + index + 1, value })),
        cursor: String(this.count),
      };
    }
  }

  /** @throws UnreachableError if the file was written to while it was read */
  private async refuseChanged(before: string): Promise<void> {
    if (this.reading.mayChange || (await this.file.version()) === before) return;
    throw new UnreachableError("source-changed", `${this.file.shown} has changed while it was read`);
  }
}

/** The columns of a row group. */
class RowGroup {
  private readonly readers: readonly (readonly [name: string, read: ReadValue])[];
  private readonly chunks = new Map<
    string,
    { readonly start: number; readonly data: ArrayLike<unknown> }[]
  >();

  constructor(
    columns: readonly SchemaNode[],
    private readonly start: number,
  ) {
    this.readers = columns.map((column) => [column.element.name, readerOf(column)]);
  }

  add(name: string, data: ArrayLike<unknown>, start: number): void {
    this.chunks.set(name, [...(this.chunks.get(name) ?? []), { start: Math.max(start, this.start), data }]);
  }

  /** Rows from an index up to another one, in the file. */
  rows(from: number, to: number): Row[] {
    const rows: Record<string, RowValue>[] = Array.from({ length: to - from }, () => ({}));
    for (const [name, read] of this.readers) {
      const chunks = this.chunks.get(name) ?? [];
      for (let row = from; row < to; row++) {
        const chunk = chunks.find(({ start, data }) => row >= start && row < start + data.length);
        const value = chunk ? read(chunk.data[row - chunk.start]) : null;
        Object.defineProperty(rows[row - from], name, {
          value,
          enumerable: true,
          writable: true,
          configurable: true,
        });
      }
    }
    return rows;
  }
}

/** Lets hyparquet read parts of a file. */
async function parquetFile(handle: FileHandle): Promise<ParquetFile> {
  const { size: byteLength } = await handle.stat();
  return {
    byteLength,
    slice: async (start, end = byteLength) => {
      const [from, to] = [start < 0 ? byteLength + start : start, end < 0 ? byteLength + end : end];
      const bytes = new Uint8Array(to - from);
      for (let done = 0; done < bytes.length;) {
        const { bytesRead } = await handle.read(bytes, done, bytes.length - done, from + done);
        if (bytesRead === 0) throw new Error("the file ends early");
        done += bytesRead;
      }
      return bytes.buffer;
    },
  };
}

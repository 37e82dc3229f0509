import { DynamoDbExportSource } from "./dynamodb-export-source";
import { JsonSource } from "./json-source";
import type { Comparison, Reading, RowsFrom, RowStream, Source, SourceChunk } from "./source";
import { itemRow } from "./table-json";

/** Items from files of tables: a `folder` holds an export, a `file` is JSON with a list of items in the service's JSON. */
export class TableFilesSource implements Source {
  private readonly exports: DynamoDbExportSource;
  private readonly documents: JsonSource;

  /** @param folder that files and folders are relative to. @param shown the same as a person knows it */
  constructor(folder: string, shown = folder) {
    this.exports = new DynamoDbExportSource(folder, shown);
    this.documents = new JsonSource(folder, shown);
  }

  describe(from: RowsFrom): string {
    return this.sourceOf(from).describe(from);
  }

  version(from: RowsFrom): Promise<string> {
    return this.sourceOf(from).version(from);
  }

  async compare(from: RowsFrom, recorded: string, signal?: AbortSignal): Promise<Comparison> {
    return this.sourceOf(from).compare(from, recorded, signal);
  }

  rows(from: RowsFrom, reading?: Reading): RowStream {
    const stream = this.sourceOf(from).rows(from, reading);
    return from.file === undefined ? stream : new ItemRows(stream);
  }

  private sourceOf({ file }: RowsFrom): DynamoDbExportSource | JsonSource {
    return file === undefined ? this.exports : this.documents;
  }
}

/** Rows that hold items in the service's own JSON, as rows of plain values. */
class ItemRows implements RowStream {
  constructor(private readonly stream: RowStream) {}

  get fractionRead(): number | undefined {
    return this.stream.fractionRead;
  }

  get version(): string | undefined {
    return this.stream.version;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<SourceChunk> {
    for await (const chunk of this.stream) yield { ...chunk, rows: chunk.rows.map(itemRow) };
  }
}

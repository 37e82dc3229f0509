import { ItemRows, type ItemLayout } from "./item-layout";
import { JsonRowStream } from "../../sources/json/json-source";
import { JsonlRowStream } from "../../sources/json/jsonl-source";
import type { SourceFile } from "../../files/source-file";
import type { Reading, RowsFrom, RowStream, Source } from "../../sources/source";
import type { Comparison } from "../../files/comparison";

/** Items in DynamoDB's JSON from one file: a list in a document, or one per line. */
export class ItemFileSource implements Source {
  /**
   * @param layout of each item. @default rows are handed out as they are
   * @param path of the list; absent if there is one item per line
   */
  constructor(
    private readonly file: SourceFile,
    private readonly layout: ItemLayout | undefined,
    private readonly path: readonly string[] | undefined,
  ) {}

  describe(): string {
    return this.file.shown;
  }

  version(): Promise<string> {
    return this.file.identity();
  }

  compare(_from: RowsFrom, recorded: string, signal?: AbortSignal): Promise<Comparison> {
    return this.file.compare(recorded, signal);
  }

  rows(_from: RowsFrom, reading: Reading = {}): RowStream {
    const { file, path, layout } = this;
    const rows = path ? new JsonRowStream(file, path, reading) : new JsonlRowStream(file, reading);
    return layout ? new ItemRows(rows, layout) : rows;
  }
}

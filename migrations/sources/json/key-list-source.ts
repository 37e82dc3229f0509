import type { Comparison } from "../../files/comparison";
import { parseItem } from "../../items/item-json";
import { unmarshal } from "../../items/unmarshal";
import type { Reading, RowsFrom, RowStream, Source, SourceChunk, SourceRow } from "../source";
import { JsonlSource } from "./jsonl-source";

/** Keys of items as rows, from a file with a line of DynamoDB's JSON for each: `{"id":{"S":"u1"}}`. */
export class KeyListSource implements Source {
  private readonly lines: JsonlSource;

  /**
   * @param folder of the file that `from` names
   * @param shown what the keys are of, for messages
   * @param keyNames of the table
   */
  constructor(
    folder: string,
    private readonly shown: string,
    private readonly keyNames: readonly string[],
  ) {
    this.lines = new JsonlSource(folder);
  }

  describe(): string {
    return this.shown;
  }

  version(from: RowsFrom): Promise<string> {
    return this.lines.version(from);
  }

  compare(from: RowsFrom, recorded: string, signal?: AbortSignal): Promise<Comparison> {
    return this.lines.compare(from, recorded, signal);
  }

  rows(from: RowsFrom, reading?: Reading): RowStream {
    return new KeyStream(this.lines.rows(from, reading), this.keyNames);
  }
}

class KeyStream implements RowStream {
  constructor(
    private readonly lines: RowStream,
    private readonly keyColumns: readonly string[],
  ) {}

  get fractionRead(): number | undefined {
    return this.lines.fractionRead;
  }

  get version(): string | undefined {
    return this.lines.version;
  }

  get origin() {
    return { keyColumns: this.keyColumns };
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SourceChunk> {
    for await (const { rows, cursor } of this.lines)
      yield { rows: rows.map(keyRow), ...(cursor !== undefined && { cursor }) };
  }
}

function keyRow({ number, value, malformed }: SourceRow): SourceRow {
  return malformed === undefined
    ? { number, value: unmarshal(parseItem(value)) }
    : { number, value, malformed };
}

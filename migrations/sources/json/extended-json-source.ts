import { messageOf } from "../../errors";
import type { Comparison } from "../../files/comparison";
import { type RowValue } from "../../items/row";
import type {
  ComparedSource,
  Reading,
  RowOrigin,
  RowsFrom,
  RowStream,
  Source,
  SourceChunk,
  SourceRow,
} from "../source";
import { decodeExtendedJson } from "./extended-json";

/** Decodes MongoDB's Extended JSON in the rows of another source, for entities whose `from` asks for it. */
export class ExtendedJsonSource implements ComparedSource {
  readonly split?: NonNullable<Source["split"]>;
  readonly splitRest?: NonNullable<Source["splitRest"]>;
  readonly joinVersions?: NonNullable<Source["joinVersions"]>;

  constructor(private readonly source: ComparedSource) {
    if (source.split) this.split = source.split.bind(source);
    if (source.splitRest) this.splitRest = source.splitRest.bind(source);
    if (source.joinVersions) this.joinVersions = source.joinVersions.bind(source);
  }

  describe(from: RowsFrom): string {
    return this.source.describe(from);
  }

  version(from: RowsFrom): Promise<string> {
    return this.source.version(from);
  }

  compare(from: RowsFrom, recorded: string, signal?: AbortSignal): Promise<Comparison> {
    return this.source.compare(from, recorded, signal);
  }

  rows(from: RowsFrom, reading: Reading = {}): RowStream {
    const rows = this.source.rows(from, reading);
    return from.extendedJson === true ? new DecodedRows(rows) : rows;
  }
}

class DecodedRows implements RowStream {
  constructor(private readonly rows: RowStream) {}

  get fractionRead(): number | undefined {
    return this.rows.fractionRead;
  }

  get version(): string | undefined {
    return this.rows.version;
  }

  get origin(): RowOrigin | undefined {
    return this.rows.origin;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SourceChunk> {
    for await (const { rows, reread, ...chunk } of this.rows) {
      const decoded = rows.map(decodedRow);
      yield { ...chunk, rows: decoded, ...(reread && { reread: (row: number) => valueAgain(reread(row)) }) };
    }
  }
}

function decodedRow(row: SourceRow): SourceRow {
  if (row.malformed !== undefined) return row;
  try {
    return { ...row, value: decodeExtendedJson(row.value) };
  } catch (error) {
    return { ...row, malformed: `the row is not Extended JSON: ${messageOf(error)}` };
  }
}

/** The value of a row; as it was read if it cannot be decoded. */
function valueAgain(value: RowValue): RowValue {
  try {
    return decodeExtendedJson(value);
  } catch {
    return value;
  }
}

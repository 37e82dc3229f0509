import type { Comparison } from "../files/comparison";
import type { Reading, RowsFrom, RowStream, Source, SourcePart } from "./source";

/** A part of an entity's rows as a source of its own: whatever location is asked for, it has the rows of the part. */
export class PartSource implements Source {
  readonly compare?: NonNullable<Source["compare"]>;

  /** @param recorded version of the source when it was split */
  constructor(
    private readonly source: Source,
    private readonly part: SourcePart,
    private readonly recorded: string,
  ) {
    const compare = source.compare?.bind(source);
    if (!compare) return;
    this.compare = (_from: RowsFrom, version: string, signal?: AbortSignal): Promise<Comparison> =>
      compare(part.from, version, signal);
  }

  describe(): string {
    return this.source.describe(this.part.from);
  }

  version(): Promise<string> {
    return Promise.resolve(this.recorded);
  }

  rows(_from: RowsFrom, reading: Reading = {}): RowStream {
    return this.source.rows(this.part.from, { ...reading, range: this.part.range });
  }
}

import type { Comparison } from "../files/comparison";
import { type RestSplitter, SplittingStream } from "./splitting-stream";
import type { Reading, RowsFrom, RowStream, Source, SourcePart } from "./source";

/** A part of an entity's rows as a source of its own: whatever location is asked for, it has the rows of the part. */
export class PartSource implements Source {
  readonly compare?: NonNullable<Source["compare"]>;

  /** @param recorded version of the source when it was split */
  constructor(
    private readonly source: Source,
    private readonly part: SourcePart,
    private readonly recorded: string,
    /** Splits rows off while they are read. @default nobody does */
    private readonly splitter?: RestSplitter,
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
    const { from, range, state } = this.part;
    const ofPart = { ...reading, range, state };
    return this.splitter && this.source.splitRest
      ? new SplittingStream(this.source, from, ofPart, this.splitter)
      : this.source.rows(from, ofPart);
  }
}

import type { Reading, RowOrigin, RowsFrom, RowStream, Source, SourceChunk } from "./source";

/** Decides whether the rest of a part is split off while the part is read. */
export interface RestSplitter {
  /** Called after every position. @param fractionRead of the part */
  isWanted(fractionRead: number | undefined): boolean;
  /**
   * Splits off rows after a position; every row that was handed out is before them.
   * @returns the range of the rows that are left to the part; `undefined` if none were split off
   * @throws RunnerError if this process no longer owns the part
   */
  split(cursor: string): Promise<string | undefined>;
}

/** Rows of a part that may become shorter while they are read. */
export class SplittingStream implements RowStream {
  private current: RowStream;
  /** Of the readings before the current one. */
  private earlierVersion: string | undefined;

  constructor(
    private readonly source: Source,
    private readonly from: RowsFrom,
    private reading: Reading,
    private readonly splitter: RestSplitter,
  ) {
    this.current = source.rows(from, reading);
  }

  get fractionRead(): number | undefined {
    return this.current.fractionRead;
  }

  get version(): string | undefined {
    return this.current.version ?? this.earlierVersion;
  }

  get origin(): RowOrigin | undefined {
    return this.current.origin;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SourceChunk> {
    let row = this.reading.after?.row ?? 0;
    for (;;) {
      let isShortened = false;
      for await (const chunk of this.current) {
        yield chunk;
        row = chunk.rows.at(-1)?.number ?? row;
        isShortened = await this.splitAfter(row, chunk.cursor);
        if (isShortened) break;
      }
      if (!isShortened) return;
      this.current = this.source.rows(this.from, this.reading);
    }
  }

  /** The reading continues where it is, with another end. */
  private async splitAfter(row: number, cursor: string | undefined): Promise<boolean> {
    if (cursor === undefined || !this.splitter.isWanted(this.current.fractionRead)) return false;
    const range = await this.splitter.split(cursor);
    if (range === undefined) return false;
    this.earlierVersion = this.version;
    const version = this.earlierVersion ?? this.reading.version;
    this.reading = { ...this.reading, range, after: { row, cursor }, version };
    return true;
  }
}

import type { Position, RowOrigin, RowStream, SourceRow } from "../../sources/source";
import type { Outcome } from "../../mapping/transform";
import type { RowValue } from "../../items/row";
import type { Progress } from "./observer";

/** An item that a row became. */
export type ReadItem = Extract<Outcome, { kind: "item" }> & {
  /** See `keyDigest`. */
  digest: string;
};

/** What a row became that no longer exists: an item that is to be deleted. */
export interface DeletedItem {
  readonly kind: "left-out";
  /** Of its key; see `keyDigest`. */
  readonly deleted?: string;
}

export type ReadOutcome = Exclude<Outcome, { kind: "item" | "left-out" }> | DeletedItem | ReadItem;

/** A row and what it became. */
export interface ReadRow {
  readonly number: number;
  readonly value: RowValue;
  /** See `SourceRow.key`. */
  readonly key?: string | undefined;
  /** Line of the file. */
  readonly line?: number | undefined;
  /** At least one; several if a row becomes several items. */
  readonly outcomes: readonly ReadOutcome[];
}

/** Rows that follow each other. */
export interface ReadChunk {
  readonly rows: readonly ReadRow[];
  /** Their location, as the source reports it. */
  readonly origin?: RowOrigin | undefined;
  /** See `SourceChunk.reread`. */
  readonly reread?: ((row: number) => RowValue) | undefined;
  /** Position after these rows from which a read can resume. Absent if it cannot. */
  readonly position?: Position;
}

/** Which rows a stream hands on. */
interface Bounds {
  readonly after?: Position | undefined;
  readonly above?: number;
  readonly limit?: number | undefined;
}

/** The rows of an entity with what they became. */
export class ReadStream implements AsyncIterable<ReadChunk> {
  private reachedEnd = false;
  private last = 0;

  constructor(
    private readonly rows: RowStream,
    private readonly outcomesOf: (row: SourceRow) => readonly ReadOutcome[],
    private readonly bounds: Bounds,
    /** Is waited for before the next rows are read. */
    private readonly settle: () => Promise<void>,
  ) {}

  /**
   * Rows in all, at most the limit: the rows so far by the share of the source that they are, until the source has
   * been read to its end. `undefined` if that share is not known.
   */
  get total(): number | undefined {
    const { limit = Infinity } = this.bounds;
    const { fractionRead } = this.rows;
    if (this.isTotalExact) return Math.min(this.last, limit);
    return fractionRead ? Math.min(this.last / fractionRead, limit) : undefined;
  }

  /** Whether the end of the source, or the limit, has been reached. */
  get isTotalExact(): boolean {
    return this.reachedEnd || this.last >= (this.bounds.limit ?? Infinity);
  }

  /** How far the reading has come, the last rows that were handed on among them. */
  get progress(): Progress {
    const { last, total, isTotalExact } = this;
    return { rows: Math.min(last, this.bounds.limit ?? Infinity), total, isTotalExact };
  }

  /** See `RowStream.version`. */
  get version(): string | undefined {
    return this.rows.version;
  }

  /** Whether the source had no more rows; `false` if the limit was reached first. */
  get isComplete(): boolean {
    return this.reachedEnd;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ReadChunk> {
    const { after, above = 0, limit = Infinity } = this.bounds;
    this.last = after?.row ?? 0;
    for await (const { rows, cursor, reread } of this.rows) {
      this.last = rows.at(-1)?.number ?? this.last;
      const { last } = this;
      const chunk: ReadRow[] = [];
      for (const row of rows) {
        const { number, value, key, line } = row;
        if (number > above && number <= limit)
          chunk.push({ number, value, key, line, outcomes: this.outcomesOf(row) });
      }
      const read = { rows: chunk, origin: this.rows.origin, reread };
      if (last > limit) {
        yield read;
        return;
      }
      yield cursor === undefined ? read : { ...read, position: { row: last, cursor } };
      await this.settle();
    }
    this.reachedEnd = true;
  }
}

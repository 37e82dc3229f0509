import { InterruptedError } from "../errors";
import type { RowValue } from "../transform/row";
import type { Reading, RowStream, SourceChunk, SourceRow } from "./source";

/** Counting fewer rows than this takes no time; of more, the server's estimate will do. */
export const countedRows = 1_000_000;

/** A row of a database, and its key. */
export interface KeyedRow {
  readonly value: RowValue;
  readonly broken?: string;
  /** The key's values, from which a later reading can go on. */
  readonly cursor: string;
  /** Whether the database takes its key for that of the row before, however they are written. */
  readonly isTied?: boolean;
}

/** One consistent reading of a database. */
export interface DatabaseReading {
  /** Rows in all, counted or estimated, where that is known. */
  readonly total: number | undefined;
  /** The rows behind a cursor, in the order of their key. */
  chunks(after: string | undefined): AsyncIterable<readonly KeyedRow[]>;
  /** @param isWhole whether the reading came to its end, so that the connection is idle */
  close(isWhole: boolean): Promise<void>;
}

/** Numbers the rows of a database. Each reading opens a session of its own. */
export class DatabaseRowStream implements RowStream {
  private total: number | undefined;
  private count: number;

  constructor(
    private readonly open: (signal: AbortSignal | undefined) => Promise<DatabaseReading>,
    private readonly reading: Reading,
  ) {
    this.count = reading.after?.row ?? 0;
  }

  get fractionRead(): number | undefined {
    return this.total ? Math.min(1, this.count / this.total) : undefined;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<SourceChunk> {
    const { signal, after } = this.reading;
    if (signal?.aborted) throw new InterruptedError();
    const session = await this.open(signal);
    let isWhole = false;
    try {
      this.total = session.total;
      for await (const chunk of session.chunks(after?.cursor)) {
        if (signal?.aborted) throw new InterruptedError();
        const rows = chunk.map((row): SourceRow => this.numbered(row));
        yield { rows, cursor: (chunk.at(-1) as KeyedRow).cursor };
      }
      isWhole = true;
    } finally {
      await session.close(isWhole);
    }
  }

  private numbered({ value, broken }: KeyedRow): SourceRow {
    const number = ++this.count;
    return broken === undefined ? { number, value } : { number, value, broken };
  }
}

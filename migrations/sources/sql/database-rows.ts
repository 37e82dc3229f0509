import { InterruptedError } from "../../errors";
import type { DatabaseReading } from "./database-reading";
import { parseKeyRange } from "./key-range";
import type { KeyedRow } from "./keyed-row";
import type { Reading, RowOrigin, RowStream, SourceChunk, SourceRow } from "../source";

/** Numbers the rows of a database. Each reading opens a session of its own. */
export class DatabaseRowStream<Cell extends Buffer | string> implements RowStream {
  private total: number | undefined;
  private count: number;
  origin: RowOrigin | undefined;

  constructor(
    private readonly open: (signal: AbortSignal | undefined) => Promise<DatabaseReading<Cell>>,
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
      const range = this.reading.range === undefined ? undefined : parseKeyRange(this.reading.range);
      this.total = range?.rows ?? session.total;
      this.origin = { keyColumns: session.keyColumns };
      for await (const chunk of session.chunks(after?.cursor, range)) {
        if (signal?.aborted) throw new InterruptedError();
        const rows = chunk.map((row): SourceRow => this.numbered(row));
        yield { rows, cursor: (chunk.at(-1) as KeyedRow).cursor };
      }
      isWhole = true;
    } finally {
      await session.close(isWhole);
    }
  }

  private numbered({ value, malformed, cursor: key }: KeyedRow): SourceRow {
    const number = ++this.count;
    return malformed === undefined ? { number, value, key } : { number, value, key, malformed };
  }
}

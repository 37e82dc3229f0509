import { setImmediate } from "node:timers/promises";
import { InterruptedError } from "../../errors";
import { seedItem, type SeedSettings, type SeedTable } from "./seed-item";
import type { Reading, RowsFrom, RowStream, Source, SourceChunk } from "../source";

/** Rows handed over at a time. */
const chunkRows = 100;

/**
 * Generated rows that fit tables, the given number for each; identical in every reading.
 *
 * @example
 * new SeedSource({ users }, { seed: 1, items: 100, bytes: 300, expiryYear: 2030 }).rows({ table: "users" })
 */
export class SeedSource implements Source {
  /** @param tables by the name that `from.table` calls them */
  constructor(
    private readonly tables: Readonly<Record<string, SeedTable>>,
    private readonly settings: SeedSettings,
  ) {}

  describe({ table }: RowsFrom): string {
    return `made-up ${table}`;
  }

  version(): Promise<string> {
    return Promise.resolve(JSON.stringify(this.settings));
  }

  rows({ table }: RowsFrom, reading: Reading = {}): RowStream {
    return new SeedStream(this.tables[table as string] as SeedTable, this.settings, reading);
  }
}

class SeedStream implements RowStream {
  private made: number;

  constructor(
    private readonly table: SeedTable,
    private readonly settings: SeedSettings,
    private readonly reading: Reading,
  ) {
    this.made = reading.after?.row ?? 0;
  }

  get fractionRead(): number {
    return this.made / this.settings.items;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<SourceChunk> {
    while (this.made < this.settings.items) {
      // What makes up rows without waiting lets nothing else have its turn.
      await setImmediate();
      if (this.reading.signal?.aborted) throw new InterruptedError();
      const from = this.made + 1;
      this.made = Math.min(this.settings.items, this.made + chunkRows);
      const rows = Array.from({ length: this.made - from + 1 }, (_, index) => ({
        number: from + index,
        value: seedItem(this.table, this.settings, from + index),
      }));
      yield { rows, cursor: String(this.made) };
    }
  }
}

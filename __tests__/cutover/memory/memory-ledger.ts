import type { Ledger, LedgerEntry } from "../../../cutover/ledger/ledger";
import { immediate, type Network } from "./network";

/** A ledger in memory, which processes of a test share. Each call reaches it through a network. */
export class MemoryLedger implements Ledger {
  readonly description = "table test-ledger";

  constructor(
    readonly stored = new Map<string, LedgerEntry>(),
    private readonly network: Network = immediate,
  ) {}

  add(entry: LedgerEntry): Promise<void> {
    return this.network("write ledger", () => {
      this.stored.set(nameOf(entry), entry);
    });
  }

  remove(entry: Pick<LedgerEntry, "entity" | "key" | "writer">): Promise<void> {
    return this.network("write ledger", () => {
      this.stored.delete(nameOf(entry));
    });
  }

  async *entries(entity: string): AsyncIterable<LedgerEntry> {
    const all = await this.network("read ledger", () => [...this.stored.values()]);
    yield* all.filter((entry) => entry.entity === entity);
  }
}

/** What processes of a test share of a ledger. */
export function ledgerOf(...entries: readonly LedgerEntry[]): Map<string, LedgerEntry> {
  return new Map(entries.map((entry) => [nameOf(entry), entry]));
}

function nameOf({ entity, key, writer }: Pick<LedgerEntry, "entity" | "key" | "writer">): string {
  return JSON.stringify([entity, key, writer]);
}

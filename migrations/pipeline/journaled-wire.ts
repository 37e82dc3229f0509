import type { ItemReader, Journal, JournalEntry } from "../journal/journal";
import type { Item } from "../transform/item";
import { itemDigest } from "../transform/item-digest";
import type { Put, PutAnswer, Wire } from "../writer/wire";

/** A table that is written to with a journal. */
export interface JournaledTable {
  readonly name: string;
  /** Partition key first. */
  readonly keyNames: readonly string[];
  /** Looks up what is there before it is overwritten. @default the table was empty, and nothing can be */
  readonly reader?: ItemReader;
  /** Existing items are left alone, so that they need not be kept. */
  readonly keepsExisting: boolean;
}

/**
 * Puts through another wire, after it has noted what has to be known to take the put back. An item that is already
 * there as it would be written is not noted: either nothing changes, or an interrupted run noted it before.
 */
export class JournaledWire implements Wire {
  /** Items that were noted and may be sent again. */
  private readonly noted = new WeakSet<Item>();

  constructor(
    private readonly wire: Wire,
    private readonly journal: Journal,
    private readonly table: JournaledTable,
  ) {}

  async put(puts: readonly Put[]): Promise<PutAnswer> {
    const unnoted = puts.map(({ item }) => item).filter((item) => !this.noted.has(item));
    const entries = await this.entries(unnoted);
    await this.journal.append(entries);
    try {
      const answer = await this.wire.put(puts);
      if (answer.outcomes.some(({ kind }) => kind === "unprocessed"))
        unnoted.forEach((item) => this.noted.add(item));
      return answer;
    } catch (error) {
      unnoted.forEach((item) => this.noted.add(item));
      throw error;
    }
  }

  private async entries(items: readonly Item[]): Promise<JournalEntry[]> {
    const keys = items.map((item) => this.keyOf(item));
    const stored = items.length > 0 ? await this.table.reader?.get(this.table.name, keys) : undefined;
    return items.flatMap((item, index) => this.entry(item, keys[index] as Item, stored?.[index]) ?? []);
  }

  private entry(item: Item, key: Item, before: Item | undefined): JournalEntry | undefined {
    const wrote = itemDigest(item);
    if (before && (this.table.keepsExisting || itemDigest(before) === wrote)) return undefined;
    return { table: this.table.name, key, wrote, ...(before && { before }) };
  }

  private keyOf(item: Item): Item {
    return Object.fromEntries(this.table.keyNames.map((name) => [name, item[name]])) as Item;
  }
}

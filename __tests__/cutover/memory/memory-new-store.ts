import { keyText, type RecordKey } from "../../../cutover/record-key";
import type { Applied, NewStore } from "../../../cutover/stores/store";
import { canonicalItem } from "../../../migrations/items/canonical-item";
import type { Item } from "../../../migrations/items/item";
import { immediate, type Network } from "./network";

/** An item of a table, and the epoch of its latest write. */
export interface Stored {
  readonly item: Item;
  readonly epoch: number;
}

/** Items of one table by sort key, below the key of their record. */
export type Tables = Map<string, Map<string, Stored>>;

/** What a test removes of the store, or wants to know of it. */
export interface MemoryStoreOptions {
  /** Writes do not ask for the epoch. */
  readonly hasNoEpochCondition?: boolean | undefined;
  /** A process that may no longer write does not notice between its reading and its requests. */
  readonly writesStale?: boolean | undefined;
  /** Sees each write of an item when it is handled. */
  readonly onWrite?: (write: ItemWrite) => void;
}

/** A write of an item that was handled. */
export interface ItemWrite {
  /** Of the item, with that of its record. */
  readonly name: string;
  readonly epoch: number;
  /** Handles the same request once more. */
  readonly repeat: () => void;
}

/** Items in memory, written one by one as a table without transactions would. The sort key is `SK`. */
export class MemoryNewStore implements NewStore {
  constructor(
    readonly tables: Tables = new Map(),
    private readonly network: Network = immediate,
    private readonly options: MemoryStoreOptions = {},
  ) {}

  read(key: RecordKey): Promise<readonly Item[]> {
    return this.network(`read new ${keyText(key)}`, () =>
      [...(this.tables.get(keyText(key))?.values() ?? [])].map(({ item }) => item),
    );
  }

  async apply(
    key: RecordKey,
    items: readonly Item[],
    epoch: number,
    assertValid: () => void = () => undefined,
  ): Promise<Applied> {
    const change = (name: string, item: Item | undefined): Promise<Applied> => {
      if (!this.options.writesStale) assertValid();
      return this.change(key, name, item, epoch);
    };
    const present = new Map((await this.read(key)).map((item) => [sortKey(item), canonicalItem(item)]));
    for (const item of items) {
      const isEqual = present.get(sortKey(item)) === canonicalItem(item);
      present.delete(sortKey(item));
      if (isEqual) continue;
      if ((await change(sortKey(item), item)) === "later-epoch") return "later-epoch";
    }
    for (const name of present.keys())
      if ((await change(name, undefined)) === "later-epoch") return "later-epoch";
    return "applied";
  }

  private change(key: RecordKey, name: string, item: Item | undefined, epoch: number): Promise<Applied> {
    const handle = (): Applied => {
      const record = this.tables.get(keyText(key)) ?? new Map<string, Stored>();
      this.tables.set(keyText(key), record);
      const isLater = (record.get(name)?.epoch ?? 0) > epoch;
      if (isLater && !this.options.hasNoEpochCondition) return "later-epoch";
      if (item) record.set(name, { item, epoch });
      else record.delete(name);
      return "applied";
    };
    return this.network(`write new ${keyText(key)}`, () => {
      const applied = handle();
      if (applied === "applied")
        this.options.onWrite?.({ name: `${keyText(key)} ${name}`, epoch, repeat: handle });
      return applied;
    });
  }
}

function sortKey(item: Item): string {
  return item["SK"]?.S ?? "";
}

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

/** Items in memory, written one by one as a table without transactions would. The sort key is `SK`. */
export class MemoryNewStore implements NewStore {
  constructor(
    readonly tables: Tables = new Map(),
    private readonly network: Network = immediate,
    /** What a mutation of the model removes. */
    private readonly mutations: { readonly hasNoEpochCondition?: boolean } = {},
  ) {}

  read(key: RecordKey): Promise<readonly Item[]> {
    return this.network(`read new ${keyText(key)}`, () =>
      [...(this.tables.get(keyText(key))?.values() ?? [])].map(({ item }) => item),
    );
  }

  async apply(key: RecordKey, items: readonly Item[], epoch: number): Promise<Applied> {
    const present = new Map((await this.read(key)).map((item) => [sortKey(item), canonicalItem(item)]));
    for (const item of items) {
      const isEqual = present.get(sortKey(item)) === canonicalItem(item);
      present.delete(sortKey(item));
      if (isEqual) continue;
      if ((await this.change(key, sortKey(item), item, epoch)) === "later-epoch") return "later-epoch";
    }
    for (const name of present.keys())
      if ((await this.change(key, name, undefined, epoch)) === "later-epoch") return "later-epoch";
    return "applied";
  }

  private change(key: RecordKey, name: string, item: Item | undefined, epoch: number): Promise<Applied> {
    return this.network(`write new ${keyText(key)}`, () => {
      const record = this.tables.get(keyText(key)) ?? new Map<string, Stored>();
      this.tables.set(keyText(key), record);
      const isLater = (record.get(name)?.epoch ?? 0) > epoch;
      if (isLater && !this.mutations.hasNoEpochCondition) return "later-epoch";
      if (item) record.set(name, { item, epoch });
      else record.delete(name);
      return "applied";
    });
  }
}

function sortKey(item: Item): string {
  return item["SK"]?.S ?? "";
}

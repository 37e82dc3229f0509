import { type Keys, partitionKeysOf, type TargetTable } from "../../items/target-table";
import { indexEntryBytes } from "../../items/index-entry";
import type { Item } from "../../items/item";
import { writeUnits } from "../../items/item-size";
import { keyForPeople } from "../../items/key-check";
import { HotKeys } from "./hot-keys";

/**
 * Maximum write units per second of a partition, whatever the table's capacity; a partition key is in one partition.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
export const partitionWriteUnits = 1000;

/** A key with a smaller share of the units is not hot. */
const hotShare = 0.01;
const maxHotKeys = 5;

/** A partition key that many write units go to. */
export interface HotKey {
  /** The index whose key it is; `null` for the table's own. */
  readonly index: string | null;
  /** Such as `{"threadId":"t1"}`. */
  readonly key: string;
  readonly units: number;
  /** Of the table's or the index's units, 0 to 1. */
  readonly share: number;
}

interface Resource {
  units: number;
  readonly keys: HotKeys;
}

/** Counts what writing items takes, in the table and in each of its indexes, and which keys take most of it. */
export class WriteUnitCount {
  private readonly ofTable: Resource = { units: 0, keys: new HotKeys() };
  private readonly ofIndexes: ReadonlyMap<string, Resource>;

  /** @param keyNames the table's key attributes */
  constructor(
    private readonly table: TargetTable,
    private readonly keyNames: readonly string[],
  ) {
    this.ofIndexes = new Map(table.indexes.map(({ name }) => [name, { units: 0, keys: new HotKeys() }]));
  }

  add(item: Item, bytes: number): void {
    count(this.ofTable, item, this.table, bytes);
    for (const index of this.table.indexes) {
      const entry = indexEntryBytes(item, bytes, index, this.keyNames);
      if (entry !== undefined) count(this.ofIndexes.get(index.name) as Resource, item, index, entry);
    }
  }

  /** Units of the table itself. */
  get tableUnits(): number {
    return this.ofTable.units;
  }

  /** Units by index. */
  get indexUnits(): Record<string, number> {
    return Object.fromEntries([...this.ofIndexes].map(([name, { units }]) => [name, units]));
  }

  /** Keys that need more than 1 % of the units, and more than a partition's units of 1 s; largest first. */
  get hotKeys(): HotKey[] {
    return [
      hotOf(null, this.ofTable),
      ...[...this.ofIndexes].map(([name, resource]) => hotOf(name, resource)),
    ]
      .flat()
      .toSorted((a, b) => b.units - a.units)
      .slice(0, maxHotKeys);
  }
}

function count(resource: Resource, item: Item, keys: Keys<{ readonly name: string }>, bytes: number): void {
  const units = writeUnits(bytes);
  const names = partitionKeysOf(keys).map(({ name }) => name);
  resource.units += units;
  resource.keys.add(JSON.stringify(keyForPeople(item, names)), units);
}

function hotOf(index: string | null, { units, keys }: Resource): HotKey[] {
  return keys
    .top(maxHotKeys)
    .map((one) => ({ index, ...one, share: one.units / units }))
    .filter((one) => one.share > hotShare && one.units > partitionWriteUnits);
}

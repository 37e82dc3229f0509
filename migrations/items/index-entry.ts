import type { Item } from "./item";
import { itemBytes, writeUnits } from "./item-size";
import { keyAttributes, type Keys } from "./key-attributes";

/** The keys and the projection of an index. */
export interface IndexProjection extends Keys<{ readonly name: string }> {
  readonly projection: "ALL" | "KEYS_ONLY" | "INCLUDE";
  readonly nonKeyAttributes?: readonly string[] | null | undefined;
}

/**
 * Stored bytes of an item's copy in an index, or `undefined` if the item is not in the index, because it lacks a
 * key of the index.
 *
 * @param tableKeys the table's key attributes, which every index copies
 */
export function indexEntryBytes(
  item: Item,
  bytes: number,
  index: IndexProjection,
  tableKeys: readonly string[],
): number | undefined {
  const keys = keyNames(index);
  if (keys.some((name) => item[name] === undefined)) return undefined;
  if (index.projection === "ALL") return bytes;
  const copied = new Set([
    ...keys,
    ...tableKeys,
    ...(index.projection === "INCLUDE" ? (index.nonKeyAttributes ?? []) : []),
  ]);
  return itemBytes(Object.fromEntries(Object.entries(item).filter(([name]) => copied.has(name))));
}

/** Called for every item, so that the common case makes one list only. */
function keyNames(index: IndexProjection): string[] {
  if (index.partitionKeys || index.sortKeys) return keyAttributes(index).map(({ name }) => name);
  return index.sortKey ? [index.partitionKey.name, index.sortKey.name] : [index.partitionKey.name];
}

/** An item with its stored bytes. */
export interface SizedItem {
  /** May be parsed at every access. */
  readonly item: Item;
  readonly bytes: number;
}

/**
 * Counts the write units of a new item: those of the table and of all of its indexes.
 * @param tableKeys the table's key attributes
 */
export function unitCounter(
  indexes: readonly IndexProjection[],
  tableKeys: readonly string[],
): (sized: SizedItem) => number {
  if (indexes.length === 0) return ({ bytes }) => writeUnits(bytes);
  return ({ item, bytes }) => {
    let units = writeUnits(bytes);
    for (const index of indexes) {
      const entry = indexEntryBytes(item, bytes, index, tableKeys);
      if (entry !== undefined) units += writeUnits(entry);
    }
    return units;
  };
}

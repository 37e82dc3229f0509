import type { Item } from "./item";

/**
 * Attribute of every item that an application has written during a cutover: the epoch of its authority, a number. No
 * mapping may write it; comparisons ignore it.
 */
export const epochAttribute = "_e";

/** The item without the epoch; the same object if it has none. */
export function withoutEpoch(item: Item): Item {
  if (item[epochAttribute]?.N === undefined) return item;
  return Object.fromEntries(Object.entries(item).filter(([name]) => name !== epochAttribute));
}

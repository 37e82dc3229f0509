import { canonicalItem } from "../migrations/items/canonical-item";
import type { Item } from "../migrations/items/item";

/** Whether two records have the same items, in any order and in any notation of the same numbers and sets. */
export function sameItems(left: readonly Item[], right: readonly Item[]): boolean {
  if (left.length !== right.length) return false;
  const texts = right.map(canonicalItem).toSorted();
  return left
    .map(canonicalItem)
    .toSorted()
    .every((text, index) => text === texts[index]);
}

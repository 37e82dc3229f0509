import { canonicalItem } from "../migrations/items/canonical-item";
import type { Item } from "../migrations/items/item";

/** Whether two records have the same items, in any order and in any notation of the same numbers and sets. */
export function sameItems(left: readonly Item[], right: readonly Item[]): boolean {
  return left.length === right.length && textOfItems(left) === textOfItems(right);
}

/** One text for every order and notation of the same items. */
export function textOfItems(items: readonly Item[]): string {
  return items.map(canonicalItem).toSorted().join("\n");
}

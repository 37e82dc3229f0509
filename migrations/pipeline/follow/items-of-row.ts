import type { RowValue } from "../../items/row";
import type { RowKey, RowLookup } from "../../sources/change-log";
import type { FollowedEntity, ItemKey, ListRange } from "./followed-entity";

/** The keys and ranges of the items of a row. A row whose key no attribute can hold has none. */
export function itemsOf(
  key: RowKey,
  entity: FollowedEntity,
  lookup: RowLookup,
): { readonly keys: readonly ItemKey[]; readonly ranges: readonly ListRange[] } {
  let row: RowValue;
  try {
    row = lookup.keyRow(key);
  } catch {
    return { keys: [], ranges: [] };
  }
  return { keys: entity.itemKeys(row), ranges: entity.listRanges(row) };
}

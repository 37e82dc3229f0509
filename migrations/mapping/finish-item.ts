import type { Item } from "../items/item";
import { checkKeys, keyRules, keyText, type TableKeys } from "../items/key-check";
import { marshal, type OmitNull } from "../items/marshal";
import { fitItem, type FittedItem } from "./oversize/fit-item";
import type { OversizeRules } from "./oversize/oversize-rules";
import type { RowObject } from "../items/row";
import { checkTimeToLive } from "../items/time-to-live";

/** The properties of a table that items are checked against. */
export interface TransformTable extends TableKeys {
  readonly name?: string;
  readonly ttlAttribute?: string | null | undefined;
}

/** An item as it is written. */
export interface FinishedItem extends FittedItem {
  readonly kind: "item";
  /** See `keyText`. */
  readonly key: string;
}

/** Creates the function that converts attributes to an item of the table. It rejects items that DynamoDB would reject or handle in another way than intended. */
export function makeFinish(
  table: TransformTable,
  oversize: OversizeRules | undefined,
): (attributes: RowObject, omitNull: OmitNull) => FinishedItem {
  const rules = keyRules(table);
  const keyNames = rules.filter((rule) => rule.index === undefined).map((rule) => rule.name);
  const place = { table: table.name ?? "", keyNames };
  return (attributes, omitNull) => {
    const item: Item = marshal(attributes, omitNull);
    checkKeys(item, rules);
    if (table.ttlAttribute) checkTimeToLive(item, table.ttlAttribute);
    return { ...fitItem(item, place, oversize), kind: "item", key: keyText(item, keyNames) };
  };
}

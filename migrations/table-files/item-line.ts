import type { Item } from "../transform/item";
import { itemText } from "../transform/item-json";
import { jsonLine } from "../transform/json-line";

/** An item in the service's own JSON, on one line. */
export function itemLine(item: Item): string {
  return jsonLine(itemText(item));
}

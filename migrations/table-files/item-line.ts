import type { Item } from "../items/item";
import { itemText } from "../items/item-json";
import { jsonLine } from "../items/json-line";

/** An item in the service's own JSON, on one line. */
export function itemLine(item: Item): string {
  return jsonLine(itemText(item));
}

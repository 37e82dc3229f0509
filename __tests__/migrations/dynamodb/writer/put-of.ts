import type { Item } from "../../../../migrations/items/item";
import { itemText } from "../../../../migrations/items/item-text";
import type { Put } from "../../../../migrations/dynamodb/writer/wire";

/** An item as a wire takes it. */
export function putOf(item: Item): Put {
  return { item, text: itemText(item) };
}

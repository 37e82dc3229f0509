import type { Item } from "../../../migrations/transform/item";
import { itemText } from "../../../migrations/transform/item-text";
import type { Put } from "../../../migrations/writer/wire";

/** An item as a wire takes it. */
export function putOf(item: Item): Put {
  return { item, text: itemText(item) };
}

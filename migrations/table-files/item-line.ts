import type { Item } from "../transform/item";
import { itemText } from "../transform/item-json";

/** JSON text may hold separators that end a line for some programs. */
const separators = /[\u2028\u2029]/g;

/** An item in the service's own JSON, on one line. */
export function itemLine(item: Item): string {
  const escape = (separator: string): string => `\\u${separator.charCodeAt(0).toString(16)}`;
  return itemText(item).replace(separators, escape);
}

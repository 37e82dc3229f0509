import { unitCounter } from "../../../../migrations/items/index-entry";
import type { Item } from "../../../../migrations/items/item";
import { itemDigest } from "../../../../migrations/items/item-digest";
import { itemBytes } from "../../../../migrations/items/item-size";
import { itemText, keyAttributesText } from "../../../../migrations/items/item-text";
import type { Write } from "../../../../migrations/dynamodb/writer/item-writer";
import type { Put } from "../../../../migrations/dynamodb/writer/wire";

/** An item as a wire takes it. */
export function putOf(item: Item): Put {
  return putWithKey(item, ["id"]);
}

function putWithKey(item: Item, keyNames: readonly string[]): Put {
  const keyText = keyAttributesText(item, keyNames);
  const text = itemText(item);
  return { item, text, textBytes: Buffer.byteLength(text), keyText, digest: () => itemDigest(item) };
}

/** A write with a number, to tell it from others. */
export interface NumberedWrite extends Write {
  readonly sequence: number;
}

const units = unitCounter([], ["id"]);

/** An item as a writer takes it. @param bytes that it is said to have. @default what it has */
export function writeOf(
  item: Item,
  sequence = 1,
  bytes = itemBytes(item),
  keyNames: readonly string[] = ["id"],
): NumberedWrite {
  const put = putWithKey(item, keyNames);
  return { ...put, sequence, bytes, units: units({ item, bytes }) };
}

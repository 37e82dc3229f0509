import type { Item } from "../../migrations/items/item";
import { markerOf } from "../../migrations/mapping/oversize/oversize-rules";
import { unpackAttribute } from "../../migrations/mapping/oversize/unpack";

/** Items as they were before `oversize` compressed attributes. @param names of the attributes that may be compressed */
export function unpackItems(items: readonly Item[], names: readonly string[]): readonly Item[] {
  return names.length === 0 ? items : items.map((item) => names.reduce(unpackOne, item));
}

function unpackOne(item: Item, name: string): Item {
  const bytes = unpackAttribute(item, name);
  if (bytes === undefined) return item;
  const { [markerOf(name)]: marker, ...rest } = item;
  const isText = marker?.S === "text+gzip";
  return { ...rest, [name]: isText ? { S: Buffer.from(bytes).toString("utf8") } : { B: bytes } };
}

import type { Item } from "../../items/item";
import { itemBytes, maxItemBytes } from "../../items/item-size";
import { reject } from "../../items/rejection";
import { compressAttribute } from "./compress";
import { type ItemLocation, offloadAttribute, type OffloadedObject } from "./offload";
import type { OversizeRules } from "./oversize-rules";

/** An item that fits the table, and the objects that it needs in S3. */
export interface FittedItem {
  readonly item: Item;
  readonly bytes: number;
  /** Whether attributes were gzip-compressed to make it fit. */
  readonly isCompressed?: true;
  readonly objects?: readonly OffloadedObject[];
}

const rejectAll: OversizeRules = { over: maxItemBytes, compress: [] };

/** Makes an item fit as its rules say, and only one that does not. Rejects what does not fit even so. */
export function fitItem(item: Item, place: ItemLocation, rules: OversizeRules = rejectAll): FittedItem {
  const bytes = itemBytes(item);
  if (bytes <= rules.over) return { item, bytes };
  const packed = compressUntilFit(item, rules);
  const put = offloadUntilFit(packed, place, rules);
  const fitted = itemBytes(put.item);
  if (fitted > rules.over) reject("oversize", tooLarge(bytes, fitted, rules));
  return {
    ...{ item: put.item, bytes: fitted },
    ...(packed !== item && { isCompressed: true }),
    ...(put.objects.length > 0 && { objects: put.objects }),
  };
}

function compressUntilFit(item: Item, { compress, over }: OversizeRules): Item {
  return compress.reduce(
    (packed, name) => (itemBytes(packed) > over ? compressAttribute(packed, name) : packed),
    item,
  );
}

function offloadUntilFit(
  item: Item,
  place: ItemLocation,
  { offload, over }: OversizeRules,
): { readonly item: Item; readonly objects: readonly OffloadedObject[] } {
  let left = item;
  const objects: OffloadedObject[] = [];
  for (const name of offload?.attributes ?? []) {
    if (itemBytes(left) <= over) break;
    const put = offload && offloadAttribute(left, name, place, offload);
    if (!put) continue;
    left = put.item;
    objects.push(put.object);
  }
  return { item: left, objects };
}

function tooLarge(bytes: number, fitted: number, rules: OversizeRules): string {
  const { over, compress, offload } = rules;
  const remedy =
    compress.length === 0 && !offload
      ? "oversize compresses attributes or puts them into S3"
      : "name more of its attributes in oversize";
  const after = fitted === bytes ? "" : `, and ${fitted} with what oversize does to it`;
  return `an item may have ${over} bytes, attribute names included; this one has ${bytes}${after}; ${remedy}`;
}

import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { gzipSync } from "node:zlib";
import type { Item } from "../../items/item";
import { reject } from "../../items/rejection";
import { markerOf } from "./oversize-rules";

/** Type of an attribute before it was compressed or offloaded; only these two are supported. */
export type Original = "text" | "binary";

/** The bytes of a text (as UTF-8) or binary; `undefined` for other types. */
export function contentOf(
  value: AttributeValue | undefined,
): { readonly original: Original; readonly bytes: Uint8Array } | undefined {
  if (value?.S !== undefined) return { original: "text", bytes: Buffer.from(value.S, "utf8") };
  return value?.B === undefined ? undefined : { original: "binary", bytes: value.B };
}

/** The item with an attribute gzip-compressed and marked `text+gzip` or `binary+gzip`; unchanged if that saves nothing. */
export function compressAttribute(item: Item, name: string): Item {
  const content = contentOf(item[name]);
  if (!content) return item;
  const packed = gzip(content.bytes);
  if (packed.byteLength + markerBytes(name) >= content.bytes.byteLength) return item;
  return marked({ ...item, [name]: { B: packed } }, name, `${content.original}+gzip`);
}

/** Marks how an attribute is stored. Rejects an item that has an attribute of the marker's name itself. */
export function marked(item: Item, name: string, encoding: string, replaces = false): Item {
  const marker = markerOf(name);
  if (item[marker] !== undefined && !replaces)
    reject("oversize", `${name} is to be packed, but the item has an attribute ${marker} already`);
  return { ...item, [marker]: { S: encoding } };
}

function markerBytes(name: string): number {
  return Buffer.byteLength(markerOf(name)) + "binary+gzip".length;
}

/** The header names the operating system, by which the same content would have different bytes. */
function gzip(bytes: Uint8Array): Uint8Array {
  const packed = gzipSync(bytes);
  packed[9] = 255;
  return new Uint8Array(packed);
}

import { gunzipSync } from "node:zlib";
import type { Item } from "../../items/item";
import { markerOf } from "./oversize-rules";

/** The most that is unpacked, in bytes: 400 KB of gzip can hold a thousand times as much. */
export const maxUnpackedBytes = 64 * 1024 * 1024;

/** The uncompressed bytes of a gzip-compressed attribute; `undefined` if it is not compressed, is not complete gzip data, or has more than 64 MB. */
export function unpackAttribute(item: Item, name: string): Uint8Array | undefined {
  const packed = item[name]?.B;
  if (packed === undefined || !item[markerOf(name)]?.S?.endsWith("+gzip")) return undefined;
  try {
    return gunzipSync(packed, { maxOutputLength: maxUnpackedBytes });
  } catch {
    return undefined;
  }
}

import { gunzipSync, gzipSync, type ZlibOptions } from "node:zlib";
import type { Item } from "../../../migrations/items/item";

/** The item with an attribute's gzip made anew, as another zlib may make it. */
export function repacked(item: Item, name: string, options: ZlibOptions): Item {
  const packed = gzipSync(gunzipSync(item[name]?.B as Uint8Array), options);
  return { ...item, [name]: { B: new Uint8Array(packed) } };
}

import type { Item } from "../transform/item";

/** A request may have 16 MB on the wire; the margin is for the table's name and the request's own braces. */
export const maxRequestBytes = 15.5 * 1024 * 1024;

/** JSON writes a control character as six bytes (`\u0001`). */
const worstEscape = 6;
/** Type letters, quotes and braces around an attribute. */
const attributeOverhead = 24;
/** Up to here the worst case is near enough: 25 such items always fit. */
const smallItemBytes = 64 * 1024;

/** An upper bound of an item's size as JSON, exact for large items, where it decides how many share a request. */
export function wireBytes(item: Item, storedBytes: number): number {
  if (storedBytes <= smallItemBytes)
    return storedBytes * worstEscape + Object.keys(item).length * attributeOverhead;
  return Buffer.byteLength(JSON.stringify(item, binaryAsBase64), "utf8");
}

function binaryAsBase64(this: unknown, _name: string, value: unknown): unknown {
  return value instanceof Uint8Array ? "=".repeat(Math.ceil(value.byteLength / 3) * 4) : value;
}

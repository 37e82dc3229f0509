import type { Item } from "./item";
import { itemText } from "./item-text";
import { mapMembers } from "./map-members";

export { itemText } from "./item-text";

/** An item as the service's own JSON, binaries as base64; see `parseItem`. */
export function itemJson(item: Item): unknown {
  return JSON.parse(itemText(item));
}

/** Undoes {@link itemJson}: every type and every digit is as it was. */
export function parseItem(json: unknown): Item {
  return mapOf(json, valueOf) as Item;
}

function valueOf(json: unknown): unknown {
  const [[type, content] = []] = Object.entries(json as object) as [string, unknown][];
  switch (type) {
    case "B":
      return { B: binary(content) };
    case "BS":
      return { BS: (content as unknown[]).map(binary) };
    case "L":
      return { L: (content as unknown[]).map(valueOf) };
    case "M":
      return { M: mapOf(content, valueOf) };
    default:
      return json;
  }
}

function mapOf(json: unknown, value: (member: unknown) => unknown): object {
  return mapMembers(json as Record<string, unknown>, value);
}

function binary(text: unknown): Uint8Array {
  return new Uint8Array(Buffer.from(text as string, "base64"));
}

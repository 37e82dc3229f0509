import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Item } from "./item";

/** Turns the base64 of an item's JSON into bytes, in place. */
export function decodeBinaries(item: Item): void {
  for (const name in item) decodeValue(item[name] as AttributeValue);
}

function decodeValue(value: AttributeValue): void {
  const json = value as { B?: unknown; BS?: unknown };
  if (typeof json.B === "string") json.B = bytesOf(json.B);
  else if (Array.isArray(json.BS)) json.BS = (json.BS as string[]).map(bytesOf);
  else if (value.M !== undefined) decodeBinaries(value.M);
  else if (value.L !== undefined) value.L.forEach(decodeValue);
}

function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "base64"));
}

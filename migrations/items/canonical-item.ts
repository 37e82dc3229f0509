import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Item } from "./item";
import { jsonCharacters, jsonString } from "./json-string";
import { canonicalNumber } from "./number-text";
import { sortedNames } from "./sorted-names";

/**
 * One text for every way of writing the same item: attributes and set members sorted, numbers in canonical
 * form, as the service itself reorders sets and normalises numbers. Two items hold the same exactly when their
 * texts are equal.
 */
export function canonicalItem(item: Item): string {
  return canonicalMap(item);
}

/** The same for a single attribute. */
export function canonicalValue(value: AttributeValue): string {
  if (value.S !== undefined) return `S"${jsonCharacters(value.S)}"`;
  if (value.N !== undefined) return `N${numberOf(value.N)}`;
  if (value.BOOL !== undefined) return value.BOOL ? "T" : "F";
  if (value.M !== undefined) return `M${canonicalMap(value.M)}`;
  if (value.L !== undefined) return `L[${value.L.map(canonicalValue).join(",")}]`;
  if (value.B !== undefined) return `B${base64(value.B)}`;
  if (value.SS !== undefined) return `SS[${value.SS.map(jsonString).toSorted().join(",")}]`;
  if (value.NS !== undefined) return `NS[${value.NS.map(numberOf).toSorted().join(",")}]`;
  if (value.BS !== undefined) return `BS[${value.BS.map(base64).toSorted().join(",")}]`;
  return "0";
}

function canonicalMap(members: Readonly<Record<string, AttributeValue>>): string {
  let text = "";
  for (const name of sortedNames(members))
    text += `${text && ","}"${jsonCharacters(name)}":${canonicalValue(members[name] as AttributeValue)}`;
  return `{${text}}`;
}

function numberOf(text: string): string {
  return canonicalNumber(text) ?? text;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

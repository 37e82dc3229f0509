import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Item } from "./item";
import { jsonCharacters, jsonString } from "./json-string";

/**
 * An item as the service's own JSON, binaries as base64. Written by hand, since it is where a writer spends its time:
 * `JSON.stringify` would have to be given a copy without binaries.
 */
export function itemText(item: Item): string {
  let text = "";
  for (const name in item)
    text += `${text && ","}"${jsonCharacters(name)}":${valueText(item[name] as AttributeValue)}`;
  return `{${text}}`;
}

function valueText(value: AttributeValue): string {
  if (value.S !== undefined) return `{"S":"${jsonCharacters(value.S)}"}`;
  if (value.N !== undefined) return `{"N":"${jsonCharacters(value.N)}"}`;
  if (value.BOOL !== undefined) return value.BOOL ? '{"BOOL":true}' : '{"BOOL":false}';
  if (value.M !== undefined) return `{"M":${itemText(value.M)}}`;
  if (value.L !== undefined) return `{"L":[${value.L.map(valueText).join(",")}]}`;
  if (value.B !== undefined) return `{"B":"${base64(value.B)}"}`;
  if (value.SS !== undefined) return `{"SS":[${value.SS.map(jsonString).join(",")}]}`;
  if (value.NS !== undefined) return `{"NS":[${value.NS.map(jsonString).join(",")}]}`;
  if (value.BS !== undefined) return `{"BS":[${value.BS.map((bytes) => `"${base64(bytes)}"`).join(",")}]}`;
  return '{"NULL":true}';
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Item } from "./item";
import { jsonCharacters, jsonString } from "./json-string";
import { setOwn } from "./map-members";
import { isPlainNumber, plainNumber } from "./number-text";
import { sortedNames } from "./sorted-names";

/** An item as it goes over the wire. */
export interface EncodedItem {
  /** See `itemText`. */
  readonly text: string;
  /** Whether the text also is the item's canonical text; see `canonicalText`. */
  readonly isCanonical: boolean;
}

/** Of the encoding under way: whether a number or a set was met that can be written in another way. */
let isCanonical = true;
/** Whether to write numbers and sets in their canonical form. */
let canonicalize = false;

/**
 * An item as the service's own JSON, attributes sorted by name, binaries as base64. Written by hand, since it is where a
 * writer spends its time: `JSON.stringify` would have to be given a copy without binaries.
 */
export function itemText(item: Item): string {
  return membersText(item);
}

/** {@link itemText}, with what is known of it afterwards. */
export function encodeItem(item: Item): EncodedItem {
  const sorted: Record<string, AttributeValue> = {};
  for (const name of sortedNames(item)) {
    const value = item[name] as AttributeValue;
    if (!isPlain(value)) return encodeByHand(item);
    setOwn(sorted, name, value);
  }
  return { text: JSON.stringify(sorted), isCanonical: true };
}

function encodeByHand(item: Item): EncodedItem {
  isCanonical = true;
  const text = membersText(item);
  return { text, isCanonical };
}

/** Whether `JSON.stringify` writes a value as {@link canonicalText} does: no number to normalize, nothing to sort. */
function isPlain({ S: text, N: number, BOOL: truth, NULL: nothing }: AttributeValue): boolean {
  if (number !== undefined) return isPlainNumber(number);
  return text !== undefined || truth !== undefined || nothing !== undefined;
}

/**
 * One text for every way of writing the same item: as {@link itemText}, with numbers in plain digits and sets sorted,
 * for the service itself reorders sets and normalizes numbers.
 */
export function canonicalText(item: Item): string {
  canonicalize = true;
  try {
    return membersText(item);
  } finally {
    canonicalize = false;
  }
}

/** An item's key attributes alone, in the order of their names: `{"pk":{"S":"a"},"sk":{"N":"1"}}`. */
export function keyAttributesText(item: Item, keyNames: readonly string[]): string {
  return membersText(item, keyNames);
}

function membersText(
  members: Readonly<Record<string, AttributeValue>>,
  names: readonly string[] = sortedNames(members),
): string {
  let text = "";
  for (const name of names)
    text += `${text && ","}"${jsonCharacters(name)}":${valueText(members[name] as AttributeValue)}`;
  return `{${text}}`;
}

/** A single value as {@link itemText} writes it: `{"S":"a"}`. */
export function valueText(value: AttributeValue): string {
  if (value.S !== undefined) return `{"S":"${jsonCharacters(value.S)}"}`;
  if (value.N !== undefined) return `{"N":"${numberText(value.N)}"}`;
  if (value.BOOL !== undefined) return value.BOOL ? '{"BOOL":true}' : '{"BOOL":false}';
  if (value.M !== undefined) return `{"M":${membersText(value.M)}}`;
  if (value.L !== undefined) return `{"L":[${value.L.map(valueText).join(",")}]}`;
  if (value.B !== undefined) return `{"B":"${base64(value.B)}"}`;
  if (value.SS !== undefined) return `{"SS":[${setText(value.SS, jsonString)}]}`;
  if (value.NS !== undefined) return `{"NS":[${setText(value.NS, (text) => `"${numberText(text)}"`)}]}`;
  if (value.BS !== undefined) return `{"BS":[${setText(value.BS, (bytes) => `"${base64(bytes)}"`)}]}`;
  return '{"NULL":true}';
}

function numberText(text: string): string {
  if (isPlainNumber(text)) return text;
  isCanonical = false;
  return canonicalize ? plainNumber(text) : jsonCharacters(text);
}

function setText<Member>(members: readonly Member[], textOf: (member: Member) => string): string {
  isCanonical &&= members.length === 1;
  const texts = members.map(textOf);
  return (canonicalize ? texts.toSorted() : texts).join(",");
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}

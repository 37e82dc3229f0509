import { parseExactJson } from "../../items/exact-json";
import { exactNumber } from "../../items/exact-number";
import { canonicalNumber } from "../../items/number-text";
import { shown } from "../../items/rejection";
import { type Decimal, isRowObject, type RowValue, typeName } from "../../items/row";
import { type CelFunction, isNumber, listOf, refuse, textOf } from "./cel-function";
import { jsonText } from "./json-text";
import { decodeTypedJson } from "./typed-json";

/** Functions that give an attribute a type that the row's value does not have. */
export const valueFunctions: readonly CelFunction[] = [
  { name: "number", takes: ["text"], call: (value) => numberOf("number", value) },
  { name: "json", takes: ["text"], call: parseJson },
  { name: "toJson", takes: ["value"], call: jsonText },
  { name: "fromDynamoJson", takes: ["item"], call: decodeTypedJson },
  { name: "binary", takes: ["text", "encoding"], optional: 1, call: binaryOf },
  { name: "stringSet", takes: ["list"], call: stringSet },
  { name: "numberSet", takes: ["list"], call: numberSet },
  { name: "binarySet", takes: ["list"], call: binarySet },
];

/** Text as a number with every digit of it. */
function numberOf(name: string, value: RowValue): number | bigint | Decimal {
  if (isNumber(value)) return value;
  const text = typeof value === "string" ? value.trim() : "";
  return canonicalNumber(text) === undefined
    ? refuse(`${name}() takes a number or the text of one`, value)
    : exactNumber(text);
}

/** A database may hand a JSON column over as text or as the value that it holds. */
function parseJson(value: RowValue): RowValue {
  if (Array.isArray(value) || isRowObject(value) || isNumber(value) || typeof value === "boolean")
    return value;
  const text = value instanceof Uint8Array ? Buffer.from(value).toString("utf8") : textOf("json", value);
  try {
    return parseExactJson(text);
  } catch (cause) {
    throw new Error(`json() takes the text of a JSON value, got ${shown(text)}`, { cause });
  }
}

const encodings: Readonly<Record<string, RegExp>> = {
  base64: /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/,
  base64url: /^[A-Za-z0-9_-]*={0,2}$/,
  hex: /^(?:[0-9A-Fa-f]{2})*$/,
};

function binaryOf(value: RowValue, encoding: RowValue = "base64"): RowValue {
  if (value instanceof Uint8Array) return value;
  const name = typeof encoding === "string" ? encoding : "";
  const form = Object.hasOwn(encodings, name) ? encodings[name] : undefined;
  if (!form) return refuse(`binary() knows ${Object.keys(encodings).join(", ")}`, encoding);
  const text = textOf("binary", value).replace(/\s+/g, "");
  return form.test(text)
    ? new Uint8Array(Buffer.from(text, name as BufferEncoding))
    : refuse(`binary() takes text in ${name}`, value);
}

function stringSet(list: RowValue): RowValue {
  return new Set(listOf("stringSet", list).map((member) => memberText(member)));
}

function memberText(member: RowValue): string {
  return typeof member === "string"
    ? member
    : refuse("stringSet() takes a list of texts; string() makes text of others", member);
}

/** `1` and `1.0` are one number to the service. */
function numberSet(list: RowValue): RowValue {
  const numbers = listOf("numberSet", list).map((member) => numberOf("numberSet", member));
  return new Set(new Map(numbers.map((one) => [canonicalNumber(String(one)), one])).values());
}

function binarySet(list: RowValue): RowValue {
  const members = listOf("binarySet", list).map((member) => memberBytes(member));
  return new Set(new Map(members.map((one) => [Buffer.from(one).toString("base64"), one])).values());
}

function memberBytes(member: RowValue): Uint8Array {
  if (member instanceof Uint8Array) return member;
  throw new Error(
    `binarySet() takes a list of binaries; binary() makes one of text, got ${typeName(member)}`,
  );
}

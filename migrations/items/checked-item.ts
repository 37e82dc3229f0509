import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Item } from "./item";
import { mapMembers } from "./map-members";
import { canonicalNumber, numberRefusal } from "./number-text";

/** DynamoDB allows 32; deeper ones are refused with a reason of their own when they are written. */
const maxDepth = 100;

/** Thrown for JSON that is not an item; the message names the attribute. */
export class NotAnItemError extends Error {}

/**
 * Reads an item in DynamoDB's JSON that a person may have edited. What DynamoDB would refuse, or what could only be read
 * by dropping a part of it, is refused: several types for one value, base64 that is not canonical, empty sets, sets with
 * a member twice, numbers that are none.
 *
 * @throws NotAnItemError
 */
export function checkedItem(json: unknown): Item {
  if (!isObject(json))
    throw new NotAnItemError(`it must be {"attribute": {"S": "text"}, ...}, got ${shown(json)}`);
  return mapMembers(json, (value, name) => checkedValue(value, name, 1));
}

/** Whether {@link checkedItem} accepts the item. */
export function isItem(json: unknown): boolean {
  try {
    checkedItem(json);
    return true;
  } catch {
    return false;
  }
}

type Check = (content: unknown, path: string, depth: number) => AttributeValue;

const checks = new Map<string, Check>([
  ["S", (content, path) => ({ S: text(content, path) })],
  ["N", (content, path) => ({ N: number(content, path) })],
  ["B", (content, path) => ({ B: binary(content, path) })],
  ["BOOL", (content, path) => ({ BOOL: truth(content, path) })],
  ["NULL", (content, path) => ({ NULL: nothing(content, path) })],
  ["SS", (content, path) => ({ SS: set(content, path, text, (member) => member) })],
  [
    "NS",
    (content, path) => ({ NS: set(content, path, number, (member) => canonicalNumber(member) ?? member) }),
  ],
  [
    "BS",
    (content, path) => ({
      BS: set(content, path, binary, (member) => Buffer.from(member).toString("base64")),
    }),
  ],
  [
    "L",
    (content, path, depth) => ({
      L: list(content, path).map((one, at) => checkedValue(one, `${path}[${at}]`, depth)),
    }),
  ],
  ["M", (content, path, depth) => ({ M: map(content, path, depth) })],
]);

function checkedValue(json: unknown, path: string, depth: number): AttributeValue {
  if (!isObject(json)) throw wrong(path, 'a value such as {"S": "text"}', json);
  if (depth > maxDepth)
    throw new NotAnItemError(`attribute ${path} is nested more than ${maxDepth} levels deep`);
  const [type, ...others] = Object.keys(json);
  const check = type === undefined ? undefined : checks.get(type);
  if (type === undefined || check === undefined)
    throw wrong(path, `a value with one type of ${[...checks.keys()].join(", ")}`, json);
  if (others.length > 0) throw wrong(path, "a value with one type", json);
  return check(json[type], path, depth + 1);
}

function text(content: unknown, path: string): string {
  if (typeof content !== "string") throw wrong(path, "S with a text", content);
  return content;
}

function number(content: unknown, path: string): string {
  if (typeof content !== "string")
    throw wrong(path, 'N with a number in quotes, such as {"N": "1.5"}', content);
  const refusal = numberRefusal(content);
  if (refusal) throw new NotAnItemError(`attribute ${path}: ${refusal.message}`);
  return content;
}

/** Buffer.from ignores what is not base64; here the bytes must give the same text again. */
function binary(content: unknown, path: string): Uint8Array {
  const bytes = typeof content === "string" ? Buffer.from(content, "base64") : undefined;
  if (bytes?.toString("base64") !== content)
    throw wrong(path, "B with base64 (RFC 4648, with padding)", content);
  return new Uint8Array(bytes as Buffer);
}

function truth(content: unknown, path: string): boolean {
  if (typeof content !== "boolean") throw wrong(path, "BOOL with true or false", content);
  return content;
}

function nothing(content: unknown, path: string): true {
  if (content !== true) throw wrong(path, 'NULL with true: {"NULL": true}', content);
  return content;
}

function list(content: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(content)) throw wrong(path, "a list", content);
  return content;
}

function map(content: unknown, path: string, depth: number): Record<string, AttributeValue> {
  if (!isObject(content)) throw wrong(path, "M with a map", content);
  return mapMembers(content, (value, name) => checkedValue(value, `${path}.${name}`, depth));
}

function set<Member>(
  content: unknown,
  path: string,
  check: (member: unknown, path: string) => Member,
  identity: (member: Member) => string,
): Member[] {
  const members = list(content, path).map((member, at) => check(member, `${path}[${at}]`));
  if (members.length === 0) throw new NotAnItemError(`attribute ${path} is a set without members`);
  const seen = new Set<string>();
  for (const member of members) {
    const one = identity(member);
    if (seen.has(one)) throw new NotAnItemError(`attribute ${path} is a set that holds ${shown(one)} twice`);
    seen.add(one);
  }
  return members;
}

function wrong(path: string, expected: string, got: unknown): NotAnItemError {
  return new NotAnItemError(`attribute ${path} must be ${expected}, got ${shown(got)}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  const json = JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "bigint" ? String(inner) : inner,
  );
  const short = json ?? "nothing";
  return short.length > 60 ? `${short.slice(0, 57)}...` : short;
}

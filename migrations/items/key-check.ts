import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { attributeType, type Item, type KeyType } from "./item";
import { textBytes } from "./item-size";
import { jsonString } from "./json-string";
import { canonicalNumber } from "./number-text";
import { reject, shown } from "./rejection";
import { type Keys, partitionKeysOf, sortKeysOf } from "./key-attributes";

/** Bytes that a key may have: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
export const maxKeyBytes = { "partition key": 2048, "sort key": 1024 } as const;

/** An attribute that is part of the table's key or of an index's. */
export interface KeyRule {
  readonly name: string;
  readonly type: KeyType;
  readonly role: "partition key" | "sort key";
  /** The index that it belongs to; absent for the table's own key. */
  readonly index?: string;
}

/** A table's requirements for the keys of its items. */
export function keyRules(table: TableKeys): KeyRule[] {
  const rules = (keys: TypedKeys, index?: string): KeyRule[] => {
    const ofIndex = index === undefined ? {} : { index };
    return [
      ...partitionKeysOf(keys).map((key) => ({ ...key, role: "partition key" as const, ...ofIndex })),
      ...sortKeysOf(keys).map((key) => ({ ...key, role: "sort key" as const, ...ofIndex })),
    ];
  };
  return [...rules(table), ...table.indexes.flatMap((index) => rules(index, index.name))];
}

type TypedKeys = Keys<{ readonly name: string; readonly type: KeyType }>;

/** A table's key and its indexes' keys. */
export interface TableKeys extends TypedKeys {
  readonly indexes: readonly (TypedKeys & { readonly name: string })[];
}

/** Rejects an item whose keys the service would refuse; a batch with one such item fails whole. */
export function checkKeys(item: Item, rules: readonly KeyRule[]): void {
  for (const rule of rules) checkKey(item[rule.name], rule);
}

function checkKey(value: AttributeValue | undefined, rule: KeyRule): void {
  const what = rule.index ? `the ${rule.role} of ${rule.index}` : `the ${rule.role}`;
  if (value === undefined) {
    if (rule.index) return;
    reject("missing-key", `${rule.name}, ${what}, is missing`);
  } else if (attributeType(value) !== rule.type) {
    const remedy = rule.index ? "convert it in item, or omit it" : "convert it in item";
    const message = (got: string) =>
      `${rule.name}, ${what}, must be ${typeWords[rule.type]}, got ${got}; ${remedy}`;
    const code = rule.index ? "wrong-index-key-type" : "wrong-key-type";
    reject(code, message(describe(value)), message(attributeType(value)));
  } else if (keyBytes(value) === 0) {
    reject(
      rule.index ? "empty-index-key" : "empty-key",
      `${rule.name}, ${what}, must not be empty${rule.index ? "; omit it" : ""}`,
    );
  } else {
    checkLength(value, rule, what);
  }
}

function checkLength(value: AttributeValue, rule: KeyRule, what: string): void {
  const limit = maxKeyBytes[rule.role];
  if (keyBytes(value) <= limit) return;
  reject(
    rule.index ? "index-key-too-long" : "key-too-long",
    `${rule.name}, ${what}, may have ${limit} bytes, got ${keyBytes(value)}`,
  );
}

function keyBytes(value: AttributeValue): number {
  return value.S === undefined ? (value.B?.byteLength ?? 1) : textBytes(value.S);
}

const typeWords: Record<KeyType, string> = { S: "a string (S)", N: "a number (N)", B: "binary (B)" };

function describe(value: AttributeValue): string {
  const type = attributeType(value);
  const plain = value.S ?? value.N ?? value.BOOL;
  return plain === undefined ? type : `${type} ${shown(plain)}`;
}

/** One text for a key, the same for every way of writing its numbers; two items clash if and only if these are equal. */
export function keyText(item: Item, keyNames: readonly string[]): string {
  let text = "";
  for (const name of keyNames) text += `${text && ","}${jsonString(canonicalKeyValue(item[name]))}`;
  return `[${text}]`;
}

function canonicalKeyValue(value: AttributeValue | undefined): string {
  if (value?.N !== undefined) return `N${canonicalNumber(value.N)}`;
  return value?.S === undefined ? `B${Buffer.from(value?.B ?? []).toString("base64")}` : `S${value.S}`;
}

/** A key as people read it: `{"postId":"p-1","threadId":"t-1"}`. */
export function keyForPeople(item: Item, keyNames: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    keyNames.map((name) => {
      const value = item[name];
      return [name, value?.S ?? value?.N ?? Buffer.from(value?.B ?? []).toString("base64")];
    }),
  );
}

import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { nearMissOrList } from "../../../yaml-file";
import type { KeyQuery, SortCondition } from "../../dynamodb/reader/query-items";
import { UsageError } from "../../errors";
import { canonicalNumber } from "../../items/number-text";
import {
  type KeyAttribute,
  keyAttributes,
  partitionKeysOf,
  sortKeysOf,
  type TargetTable,
} from "../../items/target-table";

/** Longer ones first. */
const pattern = /^(.+?)(<=|>=|\^=|=|<|>)(.*)$/s;

/**
 * Reads conditions such as `id=u1`, `at>=10`, `name^=A` (starts with) and `at=10..20` (from 10 to 20) on the key
 * attributes of a table or an index.
 * @throws UsageError
 */
export function keyConditions(
  texts: readonly string[],
  table: TargetTable,
  keys: readonly KeyAttribute[] = keyAttributes(table),
): SortCondition[] {
  return texts.map((text) => {
    const [, name = "", operator = "", value = ""] = pattern.exec(text) ?? [];
    const key = keys.find((one) => one.name === name);
    if (!key) {
      const names = keys.map((one) => one.name);
      throw new UsageError(
        "key-condition-invalid",
        `"${text}" is no condition on a key attribute, such as ${names[0]}=…${name === "" ? "" : nearMissOrList(name, names, `the key is ${names.join(", ")}`)}`,
      );
    }
    const range = operator === "=" ? /^(.+)\.\.(.+)$/s.exec(value) : undefined;
    if (range)
      return {
        name,
        operator: "between",
        values: [range[1], range[2]].map((one) => valueOf(one ?? "", key)),
      };
    return {
      name,
      operator: operator === "^=" ? "begins_with" : operator,
      values: [valueOf(value, key)],
    } as SortCondition;
  });
}

function valueOf(text: string, { name, type }: KeyAttribute): AttributeValue {
  if (type === "S") return { S: text };
  if (type === "B") return { B: new Uint8Array(Buffer.from(text, "base64")) };
  if (canonicalNumber(text) !== undefined) return { N: text };
  throw new UsageError("key-condition-invalid", `${name} is a number, got "${text}"`);
}

/** A query of a table or of one of its indexes. @throws UsageError */
export function queryOf(
  table: TargetTable,
  texts: readonly string[],
  { index: indexName, reverse }: { readonly index?: string; readonly reverse?: boolean },
): KeyQuery {
  const index = indexName === undefined ? undefined : indexOf(table, indexName);
  const keys = index ?? table;
  const partitionKeys = partitionKeysOf(keys);
  const conditions = keyConditions(texts, table, [...partitionKeys, ...sortKeysOf(keys)]);
  const partition = conditions.filter(({ name }) => partitionKeys.some((key) => key.name === name));
  const [sort, ...more] = conditions.filter((one) => !partition.includes(one));
  const isWhole = partitionKeys.every((key) => partition.some(({ name }) => name === key.name));
  if (
    !isWhole ||
    partition.length > partitionKeys.length ||
    partition.some(({ operator }) => operator !== "=") ||
    more.length > 0
  )
    throw new UsageError(
      "key-condition-invalid",
      `a query needs ${partitionKeys.map(({ name }) => `${name}=…`).join(" ")}, and may have one condition on the sort key`,
    );
  return {
    table: table.name,
    index: indexName,
    partition: Object.fromEntries(partition.map(({ name, values }) => [name, values[0] as AttributeValue])),
    sort,
    isReversed: reverse,
    isConsistent: index?.kind !== "global",
  };
}

function indexOf(table: TargetTable, name: string): TargetTable["indexes"][number] {
  const index = table.indexes.find((one) => one.name === name);
  if (index) return index;
  const names = table.indexes.map((one) => one.name);
  throw new UsageError(
    "key-condition-invalid",
    `table ${table.name} has no index "${name}"${nearMissOrList(name, names, `it has: ${names.join(", ") || "none"}`)}`,
  );
}

import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { Item } from "../../migrations/items/item";
import type { KeyAttribute, TargetTable } from "../../migrations/items/target-table";
import { CutoverError } from "../errors";

/** A value of a partition key or sort key. Numbers that JavaScript cannot hold exactly are `bigint` or text. */
export type ItemKeyValue = string | number | bigint | Uint8Array;

/**
 * Items of a record that one request reads: one item, the items whose sort key starts with a text, or, without
 * {@link sortKey} and {@link sortKeyPrefix}, all items of the partition. The range must not hold items of other
 * records: items that the record does not have are deleted.
 */
export interface ItemRange {
  readonly partitionKey: ItemKeyValue;
  readonly sortKey?: ItemKeyValue;
  /** Only if the sort key is a string. */
  readonly sortKeyPrefix?: string;
}

/** Key attributes of a table. */
export type RangeTable = Pick<TargetTable, "partitionKey" | "sortKey">;

/** An item range in DynamoDB's types. */
export interface KeyRange {
  readonly partition: AttributeValue;
  readonly sort?: AttributeValue;
  readonly prefix?: string;
}

/** @throws CutoverError if a value does not have the type of the key attribute */
export function keyRangeOf({ partitionKey, sortKey, sortKeyPrefix }: ItemRange, table: RangeTable): KeyRange {
  const partition = keyValue(partitionKey, table.partitionKey);
  if (!table.sortKey) return { partition };
  if (sortKey !== undefined) return { partition, sort: keyValue(sortKey, table.sortKey) };
  return sortKeyPrefix === undefined || sortKeyPrefix === ""
    ? { partition }
    : { partition, prefix: sortKeyPrefix };
}

/** Whether the range is a single item. */
export function isSingle({ sort }: KeyRange, table: RangeTable): boolean {
  return !table.sortKey || sort !== undefined;
}

/** Whether an item is in the range. */
export function isInRange(item: Item, { partition, sort, prefix }: KeyRange, table: RangeTable): boolean {
  if (!isSame(item[table.partitionKey.name], partition)) return false;
  const value = table.sortKey ? item[table.sortKey.name] : undefined;
  if (sort !== undefined) return isSame(value, sort);
  return prefix === undefined || (value?.S?.startsWith(prefix) ?? false);
}

function isSame(one: AttributeValue | undefined, other: AttributeValue): boolean {
  if (one === undefined) return false;
  if (one.B !== undefined && other.B !== undefined) return Buffer.compare(one.B, other.B) === 0;
  return one.S === other.S && one.N === other.N;
}

function keyValue(value: ItemKeyValue, { name, type }: KeyAttribute): AttributeValue {
  if (type === "B") {
    if (value instanceof Uint8Array) return { B: value };
  } else if (type === "N") {
    const text = String(value);
    if (/^-?\d+(\.\d+)?$/.test(text)) return { N: text };
  } else if (!(value instanceof Uint8Array) && value !== "") return { S: String(value) };
  throw new CutoverError(
    `${name} must be a key of the type ${type}, got ${typeof value} "${String(value)}"`,
    false,
  );
}

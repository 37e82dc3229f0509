import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { RunnerError, UnreachableError } from "../../errors";
import type { Item } from "../../items/item";
import { itemText, parseItem } from "../../items/item-json";
import { jsonString } from "../../items/json-string";
import type { Caller } from "../client/caller";
import { problemText } from "../client/problem-text";

/** A comparison of the sort key with one value, or with two. */
export interface SortCondition {
  readonly name: string;
  readonly operator: "=" | "<" | "<=" | ">" | ">=" | "begins_with" | "between";
  /** Two for `between`. */
  readonly values: readonly AttributeValue[];
}

/** Which items of one partition are read. */
export interface KeyQuery {
  readonly table: string;
  /** @default the table itself */
  readonly index?: string | undefined;
  /** Partition key attributes, each equal to a value; several in an index with several. */
  readonly partition: Item;
  readonly sort?: SortCondition | undefined;
  /** From the highest sort key down. @default false */
  readonly isReversed?: boolean | undefined;
  /** Global indexes know only eventually consistent reads. @default true */
  readonly isConsistent?: boolean | undefined;
}

/** Reads the items of a partition in the order of their sort keys, page by page. @throws UnreachableError */
export async function* queryItems(
  service: Caller,
  query: KeyQuery,
  signal?: AbortSignal,
): AsyncGenerator<readonly Item[]> {
  const request = requestText(query);
  for (let next: Item | undefined, isFirst = true; isFirst || next; isFirst = false) {
    const after = next ? `,"ExclusiveStartKey":${itemText(next)}` : "";
    const page = await pageOf(service, query.table, `{${request}${after}}`, signal);
    next = page.LastEvaluatedKey && parseItem(page.LastEvaluatedKey);
    yield page.Items.map(parseItem);
  }
}

/** The shape of the response was checked by the client. */
async function pageOf(service: Caller, table: string, body: string, signal: AbortSignal | undefined) {
  try {
    const { json } = await service.call("Query", Buffer.from(body), signal);
    return json as unknown as { readonly Items: readonly object[]; readonly LastEvaluatedKey?: object };
  } catch (cause) {
    if (cause instanceof RunnerError || signal?.aborted) throw cause;
    const problem = problemText(cause, { action: "dynamodb:Query", table });
    throw new UnreachableError("table-unreadable", `table ${table} cannot be read: ${problem}`, { cause });
  }
}

function requestText({
  table,
  index,
  partition,
  sort,
  isReversed = false,
  isConsistent = true,
}: KeyQuery): string {
  const names: string[] = [];
  const values: Record<string, AttributeValue> = {};
  const nameOf = (name: string): string => `#n${names.push(name) - 1}`;
  const valueOf = (value: AttributeValue): string => {
    const placeholder = `:v${Object.keys(values).length}`;
    values[placeholder] = value;
    return placeholder;
  };
  const conditions = Object.entries(partition).map(([name, value]) => `${nameOf(name)} = ${valueOf(value)}`);
  if (sort) conditions.push(sortText(nameOf(sort.name), sort, sort.values.map(valueOf)));
  return [
    `"TableName":${jsonString(table)}`,
    ...(index === undefined ? [] : [`"IndexName":${jsonString(index)}`]),
    `"ConsistentRead":${isConsistent},"ScanIndexForward":${!isReversed}`,
    `"KeyConditionExpression":${jsonString(conditions.join(" AND "))}`,
    `"ExpressionAttributeNames":{${names.map((name, at) => `"#n${at}":${jsonString(name)}`).join(",")}}`,
    `"ExpressionAttributeValues":${itemText(values)}`,
  ].join(",");
}

function sortText(name: string, { operator }: SortCondition, values: readonly string[]): string {
  if (operator === "begins_with") return `begins_with(${name}, ${values[0]})`;
  if (operator === "between") return `${name} BETWEEN ${values[0]} AND ${values[1]}`;
  return `${name} ${operator} ${values[0]}`;
}

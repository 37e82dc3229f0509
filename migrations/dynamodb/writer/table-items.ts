import { InterruptedError, RunnerError, UnreachableError } from "../../errors";
import type { Caller } from "../client/caller";
import { problemText } from "../client/problem-text";
import type { RetryPolicy } from "../client/retry-policy";
import { ServiceError, unreadableResponse } from "../client/service-error";
import { canonicalItem } from "../../items/canonical-item";
import type { Item } from "../../items/item";
import { itemText, parseItem } from "../../items/item-json";
import { jsonString } from "../../items/json-string";
import { keyText } from "../../items/key-check";
import type { Undo } from "./undo";
import type { ItemReader, KeyLookup } from "../reader/item-reader";

/** Keys of one BatchGetItem request; the service's limit. */
const maxKeys = 100;
/**
 * An expression may have 4 KB, in which 200 comparisons always fit. The caller has compared the whole item a moment
 * before. Fewer comparisons are not faster: DynamoDB Local takes as long for one as for all.
 */
const maxComparisons = 200;

/** Reads items by key and undoes writes, over the client that items are written with. */
export class TableItems implements ItemReader, KeyLookup, Undo {
  /**
   * @param service retries what the service throttled or failed at
   * @param retryPolicy for keys that the service leaves unprocessed
   * @param signal ends waits and requests
   */
  constructor(
    private readonly service: Caller,
    private readonly retryPolicy: RetryPolicy,
    private readonly signal?: AbortSignal,
  ) {}

  async get(table: string, keys: readonly Item[]): Promise<readonly (Item | undefined)[]> {
    const names = Object.keys(keys[0] ?? {});
    const ids = keys.map((key) => keyText(key, names));
    const texts = new Map(keys.map((key, index) => [ids[index], itemText(key)]));
    const found = await this.find(table, [...texts.values()], names);
    return ids.map((id) => found.get(texts.get(id) as string));
  }

  async find(
    table: string,
    keyTexts: readonly string[],
    keyNames: readonly string[],
  ): Promise<ReadonlyMap<string, Item>> {
    const found = new Map<string, Item>();
    const parts: Promise<void>[] = [];
    for (let at = 0; at < keyTexts.length; at += maxKeys)
      parts.push(this.findSome(table, keyTexts.slice(at, at + maxKeys), keyNames, found));
    await Promise.all(parts);
    return found;
  }

  delete(table: string, key: Item, expected: Item): Promise<boolean> {
    return this.undo("DeleteItem", { table, key, expected }, `"Key":${itemText(key)}`);
  }

  restore(table: string, before: Item, expected: Item | undefined, key: Item): Promise<boolean> {
    return this.undo("PutItem", { table, key, expected, before }, `"Item":${itemText(before)}`);
  }

  /** Requests what the service left unprocessed until all of it was read. */
  private async findSome(
    table: string,
    keyTexts: readonly string[],
    names: readonly string[],
    found: Map<string, Item>,
  ): Promise<void> {
    const retries = this.retryPolicy.start(() => `table ${table}`);
    for (let left = keyTexts; left.length > 0;) {
      retries.attempt();
      const body = `{"RequestItems":{${jsonString(table)}:{"Keys":[${left.join(",")}],"ConsistentRead":true}}}`;
      const response = await this.called(table, "BatchGetItem", body);
      const rest = isNothing(response)
        ? []
        : remaining(left, readResponse(response, table, names), names, found);
      if (rest) {
        if (rest.length < left.length) retries.progressed();
        left = rest;
      }
      if (left.length === 0) return;
      const error = rest ? keysLeft() : keysMixedUp();
      const waitMs = retries.failed(error);
      if (waitMs === undefined) throw unreachable(table, "BatchGetItem", retries.givenUp(error));
      await retries.pause(waitMs, this.signal);
      if (this.signal?.aborted) throw new InterruptedError("interrupted");
    }
  }

  /** Does it if the item still is what is expected. */
  private async undo(operation: string, undone: UndoneWrite, what: string): Promise<boolean> {
    const { table, key, expected } = undone;
    const only = expected ? condition(expected) : absence(key);
    const body = `{"TableName":${jsonString(table)},${what},${only}}`;
    try {
      await this.service.call(operation, Buffer.from(body), this.signal);
      return true;
    } catch (error) {
      // The request may have been done; a repeated rollback finds that out.
      if (this.signal?.aborted) throw new InterruptedError("interrupted");
      if (!(error instanceof ServiceError) || error.code !== "ConditionalCheckFailedException")
        throw unreachable(table, operation, error);
      // The change may be ours: an earlier attempt may have made it although its response was lost.
      return this.isUndone(undone);
    }
  }

  private async isUndone({ table, key, before }: UndoneWrite): Promise<boolean> {
    const [now] = await this.get(table, [key]);
    if (before === undefined || now === undefined) return now === before;
    return canonicalItem(now) === canonicalItem(before);
  }

  private async called(table: string, operation: string, body: string): Promise<Record<string, unknown>> {
    try {
      return (await this.service.call(operation, Buffer.from(body), this.signal)).json;
    } catch (error) {
      if (this.signal?.aborted) throw new InterruptedError("interrupted");
      throw unreachable(table, operation, error);
    }
  }
}

/** A write as it is being undone. */
interface UndoneWrite {
  readonly table: string;
  readonly key: Item;
  /** Absent if no item is expected. */
  readonly expected?: Item | undefined;
  /** The previous item; absent if there was none. */
  readonly before?: Item;
}

/** The items and keys of a response, each with the text of its key. */
interface KeysResponse {
  readonly items: readonly (readonly [string, Item])[];
  readonly unprocessed: readonly string[];
}

/** The shape of the response was checked by the client. */
function readResponse(
  response: Readonly<Record<string, unknown>>,
  table: string,
  names: readonly string[],
): KeysResponse {
  const items = own(response["Responses"] as Record<string, object[]>, table) ?? [];
  const left = own(response["UnprocessedKeys"] as Record<string, { Keys: object[] }>, table)?.Keys ?? [];
  return {
    items: items.map(parseItem).map((item) => [keyText(item, names), item]),
    unprocessed: left.map(parseItem).map((key) => keyText(key, names)),
  };
}

/** Whether none of the keys has an item, as in an empty table. */
function isNothing({ Responses: found, UnprocessedKeys: left }: Readonly<Record<string, unknown>>): boolean {
  return isEmpty(left as object) && Object.values(found as Record<string, object[]>).every(isEmpty);
}

function isEmpty(object: object): boolean {
  return Object.keys(object).length === 0;
}

/**
 * Keeps the items of a response by the texts of their keys. The service may write the numbers of a key in another way.
 * @returns the keys left unprocessed; `undefined` if the response names other keys than were requested, or one twice
 */
function remaining(
  asked: readonly string[],
  { items, unprocessed }: KeysResponse,
  names: readonly string[],
  found: Map<string, Item>,
): string[] | undefined {
  const texts = new Map(asked.map((text) => [keyText(parseItem(JSON.parse(text)), names), text]));
  const responded = [...items.map(([id]) => id), ...unprocessed];
  if (new Set(responded).size < responded.length || !responded.every((id) => texts.has(id))) return undefined;
  for (const [id, item] of items) found.set(texts.get(id) as string, item);
  return unprocessed.map((id) => texts.get(id) as string);
}

function keysLeft(): ServiceError {
  return new ServiceError("throttled", "left unprocessed", "DynamoDB returned all keys as UnprocessedKeys");
}

function keysMixedUp(): ServiceError {
  return unreadableResponse("to BatchGetItem is about keys that were not in the request");
}

/** The item still has the attributes that are expected of it. */
function condition(expected: Item): string {
  const attributes = Object.keys(expected).slice(0, maxComparisons);
  const names = attributes.map((name, index) => `"#a${index}":${jsonString(name)}`);
  const values = Object.fromEntries(attributes.map((name, index) => [`:v${index}`, expected[name]])) as Item;
  const expression = attributes.map((_, index) => `#a${index} = :v${index}`).join(" AND ");
  return `"ConditionExpression":"${expression}","ExpressionAttributeNames":{${names.join(",")}},"ExpressionAttributeValues":${itemText(values)}`;
}

/** No item has the key. */
function absence(key: Item): string {
  const name = jsonString(Object.keys(key)[0] as string);
  return `"ConditionExpression":"attribute_not_exists(#a0)","ExpressionAttributeNames":{"#a0":${name}}`;
}

function unreachable(table: string, operation: string, cause: unknown): RunnerError {
  if (cause instanceof RunnerError) return cause;
  const problem = problemText(cause, { action: `dynamodb:${operation}`, table });
  return new UnreachableError(
    "table-unreachable",
    `table ${table} does not respond as expected: ${problem}`,
    { cause },
  );
}

function own<T>(object: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

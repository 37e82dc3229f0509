import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  DeleteItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { InterruptedError, RunnerError, UnreachableError } from "../../errors";
import { problemText } from "../client/problem-text";
import type { Retries, RetryPolicy } from "../client/retry-policy";
import { wasRetried } from "../client/retrying-sdk-client";
import { ServiceError, unreadableResponse } from "../client/service-error";
import { canonicalItem } from "../../items/canonical-item";
import type { Item } from "../../items/item";
import { keyText } from "../../items/key-check";
import type { Undo } from "./undo";
import type { ItemReader } from "../reader/item-reader";

/** Keys of one BatchGetItem request; the service's limit. */
const maxKeys = 100;

/** Reads items by key and undoes writes, through a client of the AWS SDK that retries; see `retrying`. */
export class SdkItems implements ItemReader, Undo {
  /** @param retryPolicy for keys that the service leaves unprocessed. @param signal ends the waits */
  constructor(
    private readonly client: DynamoDBClient,
    private readonly retryPolicy: RetryPolicy,
    private readonly signal?: AbortSignal,
  ) {}

  async get(table: string, keys: readonly Item[]): Promise<readonly (Item | undefined)[]> {
    const names = Object.keys(keys[0] ?? {});
    const found = new Map<string, Item>();
    for (let at = 0; at < keys.length; at += maxKeys) {
      for (const item of await this.getSome(table, keys.slice(at, at + maxKeys), names))
        found.set(keyText(item, names), item);
    }
    return keys.map((key) => found.get(keyText(key, names)));
  }

  async delete(table: string, key: Item, expected: Item): Promise<boolean> {
    return this.ifUnchanged(
      () => new DeleteItemCommand({ TableName: table, Key: key, ...unchanged(expected) }),
      { table, key, action: "dynamodb:DeleteItem" },
    );
  }

  async restore(table: string, before: Item, expected: Item, key: Item): Promise<boolean> {
    return this.ifUnchanged(
      () => new PutItemCommand({ TableName: table, Item: before, ...unchanged(expected) }),
      { table, key, action: "dynamodb:PutItem", before },
    );
  }

  /** Requests what the service left unprocessed until all of it was read. */
  private async getSome(table: string, keys: readonly Item[], names: readonly string[]): Promise<Item[]> {
    const items: Item[] = [];
    const retries = this.retryPolicy.start(() => `table ${table}`);
    for (let left = new Map(keys.map((key) => [keyText(key, names), key])); left.size > 0;) {
      retries.attempt();
      const RequestItems = { [table]: { Keys: [...left.values()], ConsistentRead: true } };
      const response = await this.asked(table, "dynamodb:BatchGetItem", () =>
        this.client.send(new BatchGetItemCommand({ RequestItems })),
      );
      const read = ownMember(response.Responses, table) ?? [];
      const unprocessed = ownMember(response.UnprocessedKeys, table)?.Keys ?? [];
      const rest = remaining(left, read, unprocessed, names);
      if (rest) {
        items.push(...read);
        if (rest.size < left.size) retries.progressed();
        left = rest;
      }
      if (left.size > 0) await this.pause(table, retries, rest ? keysLeft() : keysMixedUp());
    }
    return items;
  }

  private async pause(table: string, retries: Retries, error: ServiceError): Promise<void> {
    const waitMs = retries.failed(error);
    if (waitMs === undefined) throw unreachable(table, "dynamodb:BatchGetItem", retries.givenUp(error));
    await retries.pause(waitMs, this.signal);
    if (this.signal?.aborted) throw new InterruptedError("interrupted");
  }

  private async ifUnchanged(
    make: () => DeleteItemCommand | PutItemCommand,
    undone: UndoneWrite,
  ): Promise<boolean> {
    const { table, action } = undone;
    try {
      await this.client.send(make() as PutItemCommand);
      return true;
    } catch (error) {
      if ((error as Error).name !== "ConditionalCheckFailedException")
        throw unreachable(table, action, error);
      // The change may be ours: an earlier attempt may have made it although its response was lost.
      return wasRetried(error) && this.isUndone(undone);
    }
  }

  private async isUndone({ table, key, before }: UndoneWrite): Promise<boolean> {
    const [now] = await this.get(table, [key]);
    if (before === undefined || now === undefined) return now === before;
    return canonicalItem(now) === canonicalItem(before);
  }

  private async asked<T>(table: string, action: string, send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (error) {
      throw unreachable(table, action, error);
    }
  }
}

/** A write as it is being undone. */
interface UndoneWrite {
  readonly table: string;
  readonly key: Item;
  readonly action: string;
  /** What was there before it; absent if nothing was. */
  readonly before?: Item;
}

function unreachable(table: string, action: string, cause: unknown): RunnerError {
  if (cause instanceof RunnerError) return cause;
  const message = `table ${table} does not respond as expected: ${problemText(cause, { action, table })}`;
  return new UnreachableError("table-unreachable", message, { cause });
}

/** The keys that were neither read nor found missing; `undefined` if the response is about other keys. */
function remaining(
  asked: ReadonlyMap<string, Item>,
  read: readonly Item[],
  unprocessed: readonly Item[],
  names: readonly string[],
): Map<string, Item> | undefined {
  const rest = unprocessed.map((key) => keyText(key, names));
  const answered = [...read.map((item) => keyText(item, names)), ...rest];
  if (new Set(answered).size < answered.length || !answered.every((key) => asked.has(key))) return undefined;
  return new Map(rest.map((key) => [key, asked.get(key) as Item]));
}

function keysLeft(): ServiceError {
  return new ServiceError("throttled", "left unprocessed", "DynamoDB returned all keys as UnprocessedKeys");
}

function keysMixedUp(): ServiceError {
  return unreadableResponse("to BatchGetItem is about keys that were not in the request");
}

function ownMember<T>(object: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return object && Object.hasOwn(object, name) ? object[name] : undefined;
}

/** An expression may have 4 KB, in which 200 comparisons always fit. The caller has compared the whole item a moment before. */
const maxComparisons = 200;

interface Condition {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Record<string, AttributeValue>;
}

function unchanged(expected: Item): Condition {
  const attributes = Object.entries(expected).slice(0, maxComparisons);
  return {
    ConditionExpression: attributes.map((_, index) => `#a${index} = :v${index}`).join(" AND "),
    ExpressionAttributeNames: Object.fromEntries(attributes.map(([name], index) => [`#a${index}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      attributes.map(([, value], index) => [`:v${index}`, value]),
    ),
  };
}

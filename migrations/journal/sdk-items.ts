import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  DeleteItemCommand,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { messageOf, UnreachableError } from "../errors";
import type { Item } from "../transform/item";
import { keyText } from "../transform/key-check";
import type { ItemReader, Undo } from "./journal";

/** The service takes 100 keys a request. */
const mostKeys = 100;

/** Reads items by key and takes writes back, through the SDK, whose retries must be on. */
export class SdkItems implements ItemReader, Undo {
  constructor(private readonly client: DynamoDBClient) {}

  async get(table: string, keys: readonly Item[]): Promise<readonly (Item | undefined)[]> {
    const names = Object.keys(keys[0] ?? {});
    const found = new Map<string, Item>();
    for (let at = 0; at < keys.length; at += mostKeys) {
      for (const item of await this.getSome(table, keys.slice(at, at + mostKeys)))
        found.set(keyText(item, names), item);
    }
    return keys.map((key) => found.get(keyText(key, names)));
  }

  async delete(table: string, key: Item, expected: Item): Promise<boolean> {
    return this.ifUnchanged(table, () =>
      this.client.send(new DeleteItemCommand({ TableName: table, Key: key, ...unchanged(expected) })),
    );
  }

  async restore(table: string, before: Item, expected: Item): Promise<boolean> {
    return this.ifUnchanged(table, () =>
      this.client.send(new PutItemCommand({ TableName: table, Item: before, ...unchanged(expected) })),
    );
  }

  /** Asks for what the service left unprocessed until it is all there. */
  private async getSome(table: string, keys: readonly Item[]): Promise<Item[]> {
    const items: Item[] = [];
    for (let left: Item[] = [...keys]; left.length > 0;) {
      const request = { RequestItems: { [table]: { Keys: left, ConsistentRead: true } } };
      const answer = await this.asked(table, () => this.client.send(new BatchGetItemCommand(request)));
      items.push(...(answer.Responses?.[table] ?? []));
      left = answer.UnprocessedKeys?.[table]?.Keys ?? [];
    }
    return items;
  }

  private async ifUnchanged(table: string, send: () => Promise<unknown>): Promise<boolean> {
    try {
      await send();
      return true;
    } catch (error) {
      if ((error as Error).name === "ConditionalCheckFailedException") return false;
      return this.asked(table, () => Promise.reject(error as Error));
    }
  }

  private async asked<T>(table: string, send: () => Promise<T>): Promise<T> {
    try {
      return await send();
    } catch (cause) {
      throw new UnreachableError("table-unreachable", `table ${table} does not answer: ${messageOf(cause)}`, {
        cause,
      });
    }
  }
}

/** An expression may have 4 KB; so many comparisons always fit. The caller has compared the whole item a moment before. */
const mostComparisons = 200;

interface Condition {
  readonly ConditionExpression: string;
  readonly ExpressionAttributeNames: Record<string, string>;
  readonly ExpressionAttributeValues: Record<string, AttributeValue>;
}

function unchanged(expected: Item): Condition {
  const attributes = Object.entries(expected).slice(0, mostComparisons);
  return {
    ConditionExpression: attributes.map((_, index) => `#a${index} = :v${index}`).join(" AND "),
    ExpressionAttributeNames: Object.fromEntries(attributes.map(([name], index) => [`#a${index}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      attributes.map(([, value], index) => [`:v${index}`, value]),
    ),
  };
}

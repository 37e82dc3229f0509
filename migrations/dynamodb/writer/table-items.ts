import { InterruptedError, RunnerError, UnreachableError } from "../../errors";
import type { Caller } from "../client/caller";
import { problemText } from "../client/problem-text";
import type { RetryPolicy } from "../client/retry-policy";
import { ServiceError } from "../client/service-error";
import { canonicalItem } from "../../items/canonical-item";
import type { Item } from "../../items/item";
import { itemText } from "../../items/item-json";
import { jsonString } from "../../items/json-string";
import { keyText } from "../../items/key-check";
import type { Undo } from "./undo";
import { BatchGet } from "../reader/batch-get";
import type { ItemReader, KeyLookup } from "../reader/item-reader";

/**
 * An expression may have 4 KB, in which 200 comparisons always fit. The caller has compared the whole item a moment
 * before. Fewer comparisons are not faster: DynamoDB Local takes as long for one as for all.
 */
const maxComparisons = 200;

/** Reads items by key and undoes writes, over the client that items are written with. */
export class TableItems implements ItemReader, KeyLookup, Undo {
  private readonly reader: BatchGet;

  /**
   * @param service retries what the service throttled or failed at
   * @param retryPolicy for keys that the service leaves unprocessed
   * @param signal ends waits and requests
   */
  constructor(
    private readonly service: Caller,
    retryPolicy: RetryPolicy,
    private readonly signal?: AbortSignal,
  ) {
    this.reader = new BatchGet(service, retryPolicy, signal);
  }

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
    try {
      return await this.reader.find(table, keyTexts, keyNames);
    } catch (error) {
      throw unreachable(table, "BatchGetItem", error);
    }
  }

  delete(table: string, key: Item, expected: Item): Promise<boolean> {
    return this.undo("DeleteItem", { table, key, expected }, `"Key":${itemText(key)}`);
  }

  restore(table: string, before: Item, expected: Item | undefined, key: Item): Promise<boolean> {
    return this.undo("PutItem", { table, key, expected, before }, `"Item":${itemText(before)}`);
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
    return canonicalItem(now) === canonicalItem(this.compared(before));
  }

  /** The part of an item that comparisons see. */
  protected compared(item: Item): Item {
    return item;
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

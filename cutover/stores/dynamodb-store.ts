import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { canonicalItem } from "../../migrations/items/canonical-item";
import type { Item } from "../../migrations/items/item";
import { keyText as itemKeyText } from "../../migrations/items/key-check";
import { keyAttributes } from "../../migrations/items/key-attributes";
import type { TargetTable } from "../../migrations/items/target-table";
import type { RecordKey } from "../record-key";
import { DynamoDbCalls } from "./dynamodb-calls";
import { isSingle, type ItemRange, type KeyRange, keyRangeOf } from "./item-range";
import { type Applied, epochAttribute, type NewStore } from "./store";

/** Settings of {@link dynamoDbStore}. */
export interface DynamoDbStoreOptions {
  /** The table, and where the items of a record are in it: a mapping made by `loadRecordMapping` has both. */
  readonly mapping: {
    readonly table: Pick<TargetTable, "name" | "partitionKey" | "sortKey" | "ttlAttribute">;
    readonly region?: string;
    /** Where the items of a record are. */
    itemKeys(key: RecordKey): readonly ItemRange[];
  };
  /**
   * The application's client. It is not closed. @default a client of the mapping's region, with the credentials and the
   * endpoint of the environment, which is loaded by the first call
   */
  readonly client?: Pick<DynamoDBClient, "send">;
}

/** Requests of one record that are sent at the same time. */
const concurrency = 10;
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html */
const maxTransactionItems = 100;

/**
 * The items of records in a DynamoDB table. Reads are strongly consistent. A record is written by its difference: one
 * item by one request, up to 100 items by one transaction, more by puts and then deletes. Failed calls throw a
 * `CutoverError`, which says whether the same call can succeed later.
 */
export function dynamoDbStore(options: DynamoDbStoreOptions): NewStore {
  return new DynamoDbStore(options);
}

/** One change of an item. */
type Change = { readonly put: Item } | { readonly deleteKey: Item };

class DynamoDbStore implements NewStore {
  readonly timeToLive?: string;
  private readonly table: DynamoDbStoreOptions["mapping"]["table"];
  private readonly keyNames: readonly string[];
  private readonly calls: DynamoDbCalls;

  constructor(private readonly options: DynamoDbStoreOptions) {
    this.table = options.mapping.table;
    if (this.table.ttlAttribute) this.timeToLive = this.table.ttlAttribute;
    this.keyNames = keyAttributes(this.table).map(({ name }) => name);
    this.calls = new DynamoDbCalls(this.table.name, options.client, options.mapping.region);
  }

  async read(key: RecordKey): Promise<readonly Item[]> {
    return (await this.stored(key)).map(withoutEpoch);
  }

  async apply(
    key: RecordKey,
    items: readonly Item[],
    epoch: number,
    assertValid: () => void = () => undefined,
  ): Promise<Applied> {
    const stored = await this.stored(key);
    if (stored.some((item) => epochOf(item) > epoch)) return "later-epoch";
    const changes = this.changes(stored, items, epoch);
    const [only] = changes;
    if (only === undefined) return "applied";
    if (changes.length === 1) return this.send(only, epoch, assertValid);
    if (changes.length <= maxTransactionItems) {
      const requests = changes.map((change) => this.request(change, epoch));
      const outcome = await this.calls.transact(requests, assertValid);
      if (outcome !== "too-large") return outcome;
    }
    return this.sendAll(changes, epoch, assertValid);
  }

  async close(): Promise<void> {
    await this.calls.close();
  }

  /** With their epochs. */
  private async stored(key: RecordKey): Promise<readonly Item[]> {
    const ranges = this.options.mapping.itemKeys(key).map((range) => keyRangeOf(range, this.table));
    const found = await Promise.all(ranges.map((range) => this.inRange(range)));
    // Ranges that a user gave may overlap.
    return [...new Map(found.flat().map((item) => [itemKeyText(item, this.keyNames), item])).values()];
  }

  private async inRange(range: KeyRange): Promise<readonly Item[]> {
    const { partitionKey, sortKey } = this.table;
    if (!isSingle(range, this.table)) return this.calls.query(range, partitionKey.name, sortKey?.name ?? "");
    const key = {
      [partitionKey.name]: range.partition,
      ...(sortKey && range.sort && { [sortKey.name]: range.sort }),
    };
    const item = await this.calls.get(key);
    return item ? [item] : [];
  }

  /** Puts come first, so that an item is there twice rather than not at all. */
  private changes(stored: readonly Item[], items: readonly Item[], epoch: number): readonly Change[] {
    const wanted = new Map(items.map((item) => [itemKeyText(item, this.keyNames), item]));
    const present = new Map(stored.map((item) => [itemKeyText(item, this.keyNames), item]));
    const puts = [...wanted].flatMap(([key, item]): Change[] => {
      const before = present.get(key);
      if (before && canonicalItem(withoutEpoch(before)) === canonicalItem(item)) return [];
      return [{ put: { ...item, [epochAttribute]: { N: String(epoch) } } }];
    });
    const deletes = [...present].flatMap(([key, item]): Change[] =>
      wanted.has(key) ? [] : [{ deleteKey: this.keyIn(item) }],
    );
    return [...puts, ...deletes];
  }

  private keyIn(item: Item): Item {
    return Object.fromEntries(this.keyNames.flatMap((name) => (item[name] ? [[name, item[name]]] : [])));
  }

  private request(change: Change, epoch: number) {
    const condition = {
      TableName: this.table.name,
      ConditionExpression: "attribute_not_exists(#epoch) OR #epoch <= :epoch",
      ExpressionAttributeNames: { "#epoch": epochAttribute },
      ExpressionAttributeValues: { ":epoch": { N: String(epoch) } },
    };
    return "put" in change
      ? { Put: { ...condition, Item: { ...change.put } } }
      : { Delete: { ...condition, Key: { ...change.deleteKey } } };
  }

  private send(change: Change, epoch: number, assertValid: () => void): Promise<Applied> {
    return this.calls.write(this.request(change, epoch), assertValid);
  }

  private async sendAll(
    changes: readonly Change[],
    epoch: number,
    assertValid: () => void,
  ): Promise<Applied> {
    let outcome: Applied = "applied";
    const puts = changes.filter((change) => "put" in change);
    const deletes = changes.filter((change) => "deleteKey" in change);
    for (const group of [puts, deletes])
      for (let at = 0; at < group.length; at += concurrency) {
        const sent = group.slice(at, at + concurrency).map((change) => this.send(change, epoch, assertValid));
        const outcomes = await Promise.all(sent);
        if (outcomes.includes("later-epoch")) return "later-epoch";
        if (outcomes.includes("applied-again")) outcome = "applied-again";
      }
    return outcome;
  }
}

function epochOf(item: Item): number {
  return Number(item[epochAttribute]?.N ?? 0);
}

function withoutEpoch(item: Item): Item {
  if (!Object.hasOwn(item, epochAttribute)) return item;
  return Object.fromEntries(Object.entries(item).filter(([name]) => name !== epochAttribute));
}

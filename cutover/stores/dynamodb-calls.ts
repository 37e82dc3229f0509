import { setTimeout as delay } from "node:timers/promises";
import type * as Dynamo from "@aws-sdk/client-dynamodb";
import type {
  AttributeValue,
  Delete,
  DynamoDBClient,
  Put,
  PutItemCommand,
  QueryCommandOutput,
  TransactWriteItem,
} from "@aws-sdk/client-dynamodb";
import type { Item } from "../../migrations/items/item";
import { cancellationCodes } from "../cancellation-codes";
import type { CutoverError } from "../errors";
import { storeError } from "./dynamodb-error";
import { watchAttempts } from "./lost-attempts";
import type { KeyRange } from "./item-range";
import type { Applied } from "./store";

type Sdk = typeof Dynamo;
type Client = Pick<DynamoDBClient, "send">;

/** Further attempts after a conflict with another transaction, which the SDK does not retry. */
const maxConflicts = 6;
const firstDelayMs = 25;

/** The requests of a store. The SDK is loaded by the first one. */
export class DynamoDbCalls {
  private loaded: Promise<{ readonly sdk: Sdk; readonly client: Client }> | undefined;
  private own: DynamoDBClient | undefined;

  /** @param client of the application. @default one of its own, in the region */
  constructor(
    private readonly table: string,
    private readonly client: Client | undefined,
    private readonly region: string | undefined,
  ) {}

  /** By a strongly consistent read. */
  async get(key: Item): Promise<Item | undefined> {
    const { sdk, client } = await this.load();
    const request = { TableName: this.table, Key: { ...key }, ConsistentRead: true };
    const { Item: item } = await this.attempt(() => client.send(new sdk.GetItemCommand(request)));
    return item;
  }

  /** By strongly consistent reads of all pages. */
  async query(range: KeyRange, partitionKey: string, sortKey: string): Promise<readonly Item[]> {
    const { sdk, client } = await this.load();
    const { prefix } = range;
    const starts = prefix === undefined ? "" : " AND begins_with(#sort, :prefix)";
    const request = {
      TableName: this.table,
      ConsistentRead: true,
      KeyConditionExpression: `#partition = :partition${starts}`,
      ExpressionAttributeNames: {
        "#partition": partitionKey,
        ...(prefix !== undefined && { "#sort": sortKey }),
      },
      ExpressionAttributeValues: {
        ":partition": range.partition,
        ...(prefix !== undefined && { ":prefix": { S: prefix } }),
      },
    };
    const items: Item[] = [];
    let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
    do {
      const page: QueryCommandOutput = await this.attempt(() =>
        client.send(new sdk.QueryCommand({ ...request, ...(ExclusiveStartKey && { ExclusiveStartKey }) })),
      );
      items.push(...(page.Items ?? []));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return items;
  }

  /** Writes one item. @param assertValid is called before each attempt */
  async write(
    request: { readonly Put: Put } | { readonly Delete: Delete },
    assertValid: () => void,
  ): Promise<Applied> {
    const { sdk, client } = await this.load();
    return this.unlessConflict<Applied>(async () => {
      const command =
        "Put" in request ? new sdk.PutItemCommand(request.Put) : new sdk.DeleteItemCommand(request.Delete);
      const attempts = watchAttempts(command, assertValid);
      await client.send(command as PutItemCommand);
      return attempts.hasLost ? "applied-again" : "applied";
    });
  }

  /**
   * Writes items together. The attempts of a transaction have the same token, which DynamoDB knows for 10 minutes.
   *
   * @param assertValid is called before each attempt
   * @returns `too-large` if they have more than the 4 MB of a transaction
   */
  async transact(
    requests: readonly TransactWriteItem[],
    assertValid: () => void,
  ): Promise<Applied | "too-large"> {
    const { sdk, client } = await this.load();
    return this.unlessConflict<Applied | "too-large">(async () => {
      try {
        const command = new sdk.TransactWriteItemsCommand({ TransactItems: [...requests] });
        const attempts = watchAttempts(command, assertValid);
        await client.send(command);
        return attempts.hasLost ? "applied-again" : "applied";
      } catch (error) {
        if (isTooLarge(error)) return "too-large";
        throw error;
      }
    });
  }

  /** Closes the store's own client. */
  async close(): Promise<void> {
    await this.loaded?.catch(() => undefined);
    this.own?.destroy();
  }

  private async unlessConflict<Outcome>(call: () => Promise<Outcome>): Promise<Outcome | "later-epoch"> {
    for (let conflicts = 0; ; conflicts++)
      try {
        return await call();
      } catch (error) {
        if (reasonsOf(error).includes("ConditionalCheckFailed")) return "later-epoch";
        if (!reasonsOf(error).some(isTransient) || conflicts === maxConflicts) throw this.explained(error);
        await delay(firstDelayMs * 2 ** conflicts * (0.5 + Math.random() / 2));
      }
  }

  private load(): Promise<{ readonly sdk: Sdk; readonly client: Client }> {
    return (this.loaded ??= this.open().catch((error: unknown) => {
      this.loaded = undefined;
      throw error;
    }));
  }

  private async open() {
    const sdk = await import("@aws-sdk/client-dynamodb");
    if (this.client) return { sdk, client: this.client };
    this.own = new sdk.DynamoDBClient(this.region === undefined ? {} : { region: this.region });
    return { sdk, client: this.own };
  }

  private async attempt<Result>(call: () => Promise<Result>): Promise<Result> {
    try {
      return await call();
    } catch (error) {
      throw this.explained(error);
    }
  }

  private explained(error: unknown): CutoverError {
    return storeError(error, this.table);
  }
}

/** Codes of a cancelled transaction, or of a failed write: `ConditionalCheckFailed`, `TransactionConflict`, … */
function reasonsOf(error: unknown): readonly string[] {
  const { name = "" } = error as { readonly name?: string };
  return [name.replace(/Exception$/, ""), ...cancellationCodes(error)];
}

function isTransient(code: string): boolean {
  return [
    ...["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"],
    ...["TransactionInProgress", "ReplicatedWriteConflict"],
  ].includes(code);
}

function isTooLarge(error: unknown): boolean {
  const {
    name,
    message = "",
    $metadata,
  } = error as {
    readonly name?: string;
    readonly message?: string;
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  if ($metadata?.httpStatusCode === 413) return true;
  return name === "ValidationException" && /transaction.*(size|4 ?MB)|size.*transaction/i.test(message);
}

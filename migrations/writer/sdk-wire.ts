import {
  BatchWriteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  type WriteRequest,
} from "@aws-sdk/client-dynamodb";
import type { Item } from "../transform/item";
import { keyText } from "../transform/key-check";
import { classifyError } from "./classify-error";
import type { WireError } from "./wire";
import { type PutOutcome, type Wire } from "./wire";

/** Where a wire leads. */
export interface WireTarget {
  /** Its own retries must be off (`maxAttempts: 1`): the writer counts and spaces them. */
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Partition key first. */
  readonly keyNames: readonly string[];
}

/** Puts items with BatchWriteItem, replacing what has the same key. */
export class BatchWire implements Wire {
  constructor(private readonly target: WireTarget) {}

  async put(items: readonly Item[]): Promise<readonly PutOutcome[]> {
    const { client, tableName, keyNames } = this.target;
    const requests: WriteRequest[] = items.map((item) => ({ PutRequest: { Item: item } }));
    try {
      const answer = await client.send(
        new BatchWriteItemCommand({ RequestItems: { [tableName]: requests } }),
      );
      const left = new Set(
        (answer.UnprocessedItems?.[tableName] ?? []).map((request) =>
          keyText(request.PutRequest?.Item ?? {}, keyNames),
        ),
      );
      return items.map((item) => ({ kind: left.has(keyText(item, keyNames)) ? "unprocessed" : "written" }));
    } catch (error) {
      throw classifyError(error);
    }
  }
}

/** Puts items one by one where no item with their key exists; BatchWriteItem takes no condition. */
export class ConditionalWire implements Wire {
  constructor(private readonly target: WireTarget) {}

  async put(items: readonly Item[]): Promise<readonly PutOutcome[]> {
    const answers = await Promise.allSettled(items.map((item) => this.putOne(item)));
    return answers.map((answer) => {
      if (answer.status === "fulfilled") return answer.value;
      throw answer.reason;
    });
  }

  private async putOne(item: Item): Promise<PutOutcome> {
    const { client, tableName, keyNames } = this.target;
    const command = new PutItemCommand({
      TableName: tableName,
      Item: item,
      ConditionExpression: "attribute_not_exists(#key)",
      ExpressionAttributeNames: { "#key": keyNames[0] as string },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    try {
      await client.send(command);
      return { kind: "written" };
    } catch (error) {
      const { name, Item: stored } = error as { name?: string; Item?: Item };
      if (name === "ConditionalCheckFailedException") return { kind: "exists", stored: stored ?? {} };
      return this.outcomeOf(classifyError(error));
    }
  }

  private outcomeOf(error: WireError): PutOutcome {
    if (error.kind === "refused" || error.kind === "too-large")
      return { kind: "refused", reason: error.message };
    if (error.kind === "throttled" || error.kind === "transient") return { kind: "unprocessed" };
    throw error;
  }
}

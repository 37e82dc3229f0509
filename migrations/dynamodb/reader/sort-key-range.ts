import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { RunnerError, UnreachableError } from "../../errors";
import type { Item } from "../../items/item";
import { itemText, parseItem } from "../../items/item-json";
import { jsonString } from "../../items/json-string";
import type { Caller } from "../client/caller";
import { problemText } from "../client/problem-text";

/** Finds items of one partition by the start of their sort key. */
export interface RangeReader {
  /**
   * The keys of the items, strongly consistent.
   * @param keyNames partition key and sort key, which is of type S
   * @throws RunnerError
   */
  keysAt(
    table: string,
    keyNames: readonly string[],
    partition: AttributeValue,
    prefix: string,
  ): Promise<readonly Item[]>;
}

/** Reads ranges of sort keys with Query. */
export class SortKeyRanges implements RangeReader {
  /**
   * @param service retries what the service throttled or failed at
   * @param signal ends waits and requests
   */
  constructor(
    private readonly service: Caller,
    private readonly signal?: AbortSignal,
  ) {}

  async keysAt(
    table: string,
    keyNames: readonly string[],
    partition: AttributeValue,
    prefix: string,
  ): Promise<readonly Item[]> {
    const keys: Item[] = [];
    const request = requestText(table, keyNames, partition, prefix);
    for (let next: Item | undefined, isFirst = true; isFirst || next; isFirst = false) {
      const after = next ? `,"ExclusiveStartKey":${itemText(next)}` : "";
      const { Items: found, LastEvaluatedKey: last } = await this.page(table, `{${request}${after}}`);
      keys.push(...found.map(parseItem));
      next = last && parseItem(last);
    }
    return keys;
  }

  /** The shape of the response was checked by the client. */
  private async page(table: string, body: string) {
    try {
      const { json } = await this.service.call("Query", Buffer.from(body), this.signal);
      return json as unknown as { readonly Items: readonly object[]; readonly LastEvaluatedKey?: object };
    } catch (cause) {
      if (cause instanceof RunnerError || this.signal?.aborted) throw cause;
      const problem = problemText(cause, { action: "dynamodb:Query", table });
      const message = `table ${table} does not respond as expected: ${problem}`;
      throw new UnreachableError("table-unreachable", message, { cause });
    }
  }
}

function requestText(
  table: string,
  [partitionName = "", sortName = ""]: readonly string[],
  partition: AttributeValue,
  prefix: string,
): string {
  return [
    `"TableName":${jsonString(table)},"ConsistentRead":true`,
    `"KeyConditionExpression":"#p = :p AND begins_with(#s, :s)","ProjectionExpression":"#p, #s"`,
    `"ExpressionAttributeNames":{"#p":${jsonString(partitionName)},"#s":${jsonString(sortName)}}`,
    `"ExpressionAttributeValues":${itemText({ ":p": partition, ":s": { S: prefix } })}`,
  ].join(",");
}

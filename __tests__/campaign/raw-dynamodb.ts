import { type Contents, itemText, keyOf } from "./expectation";

interface RawItem {
  readonly PK: { readonly S: string };
  readonly SK: { readonly S: string };
}

/** DynamoDB over plain HTTP, for looking at tables without any of the code under test, nor an SDK. */
export class RawDynamoDb {
  constructor(private readonly endpoint: string) {}

  /** Makes an empty table with the keys PK and SK, and an index on the number `rank`. */
  async makeTable(name: string): Promise<void> {
    await this.call("CreateTable", {
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [
        { AttributeName: "PK", KeyType: "HASH" },
        { AttributeName: "SK", KeyType: "RANGE" },
      ],
      AttributeDefinitions: [
        { AttributeName: "PK", AttributeType: "S" },
        { AttributeName: "SK", AttributeType: "S" },
        { AttributeName: "rank", AttributeType: "N" },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: "RankIndex",
          KeySchema: [{ AttributeName: "rank", KeyType: "HASH" }],
          Projection: { ProjectionType: "KEYS_ONLY" },
        },
      ],
    });
  }

  async deleteTable(name: string): Promise<void> {
    await this.call("DeleteTable", { TableName: name });
  }

  /** @param text an item as {@link itemText} writes it */
  async put(table: string, text: string): Promise<void> {
    await this.call("PutItem", { TableName: table, Item: JSON.parse(text) as unknown });
  }

  async contents(table: string): Promise<Contents> {
    const contents = new Map<string, string>();
    let from: unknown;
    do {
      const page = await this.call<{ Items: RawItem[]; LastEvaluatedKey?: unknown }>("Scan", {
        ...{ TableName: table, ConsistentRead: true },
        ...(from !== undefined && { ExclusiveStartKey: from }),
      });
      for (const item of page.Items) contents.set(keyOf(item.PK.S, item.SK.S), itemText(item));
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
    return contents;
  }

  private async call<T>(operation: string, body: object): Promise<T> {
    const response = await fetch(this.endpoint, {
      method: "POST",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": `DynamoDB_20120810.${operation}`,
        authorization:
          "AWS4-HMAC-SHA256 Credential=local/20200101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=none",
      },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${operation}: HTTP ${response.status}: ${text}`);
    return JSON.parse(text) as T;
  }
}

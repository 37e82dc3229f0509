import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  waitUntilTableExists,
  type WriteRequest,
} from "@aws-sdk/client-dynamodb";
import { marshal } from "../migrations/items/marshal";
import type { Row } from "../migrations/items/row";

/** A table that was there before Terraform, with what is in it. */
export interface OldTable {
  readonly name: string;
  /** Of type S. */
  readonly partitionKey: string;
  readonly rows: readonly Row[];
}

/** Makes the tables and fills them, where DynamoDB answers. @returns how many items they hold */
export async function makeOldTables(
  endpoint: string,
  region: string,
  tables: readonly OldTable[],
): Promise<number> {
  // An emulator takes anybody's credentials.
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new DynamoDBClient({ endpoint, region, credentials });
  for (const table of tables) await makeOldTable(client, table);
  client.destroy();
  return tables.reduce((sum, { rows }) => sum + rows.length, 0);
}

async function makeOldTable(client: DynamoDBClient, { name, partitionKey, rows }: OldTable): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: partitionKey, AttributeType: "S" }],
      KeySchema: [{ AttributeName: partitionKey, KeyType: "HASH" }],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 0.1 }, { TableName: name });
  const puts = rows.map((row): WriteRequest => ({ PutRequest: { Item: marshal(row) } }));
  for (let at = 0; at < puts.length; at += 25) await putAll(client, name, puts.slice(at, at + 25));
}

async function putAll(client: DynamoDBClient, name: string, puts: WriteRequest[]): Promise<void> {
  for (let left = puts; left.length > 0;) {
    const { UnprocessedItems } = await client.send(
      new BatchWriteItemCommand({ RequestItems: { [name]: left } }),
    );
    left = UnprocessedItems?.[name] ?? [];
  }
}

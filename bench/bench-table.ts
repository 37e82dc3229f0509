import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";

/** A client of an emulator, which accepts any credentials. */
export function clientOf(endpoint: string): DynamoDBClient {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return new DynamoDBClient({ endpoint, region: "us-east-1", credentials });
}

/** Creates the table `bench`, without items; deletes the one that exists. */
export async function makeBenchTable(client: DynamoDBClient): Promise<void> {
  await client.send(new DeleteTableCommand({ TableName: "bench" })).catch(() => undefined);
  await client.send(
    new CreateTableCommand({
      TableName: "bench",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
}

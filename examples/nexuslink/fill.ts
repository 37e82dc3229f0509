import { parseArgs } from "node:util";
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { fullSize, makeNexusLink } from "./generator/nexuslink";

// npx tsx examples/nexuslink/fill.ts [--endpoint <url>] [--share <0..1>]
//
// Makes NexusLink's ten tables in a local DynamoDB, as the program itself does where they are missing, and fills them.
const { values } = parseArgs({
  options: {
    endpoint: { type: "string", default: process.env["NEXUS_DYNAMO_ENDPOINT"] ?? "http://127.0.0.1:8000" },
    share: { type: "string", default: "1" },
  },
});
const share = Number(values.share);
if (!(share > 0 && share <= 1))
  throw new Error(
    `--share: expected a number above 0 and at most 1, got ${values.share}: 0.01 makes 50 clicks`,
  );

async function fill(): Promise<void> {
  const client = new DynamoDBClient({
    endpoint: values.endpoint,
    region: process.env["NEXUS_AWS_REGION"] ?? "ap-southeast-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  const { TableNames: present = [] } = await client.send(new ListTablesCommand({}));
  const size = { links: Math.ceil(fullSize.links * share), clicks: Math.ceil(fullSize.clicks * share) };
  for (const [name, items] of Object.entries(makeNexusLink(size, Date.now()))) {
    if (!present.includes(name)) await makeTable(client, name);
    for (let at = 0; at < items.length; at += 25) {
      const requests = items.slice(at, at + 25).map((Item) => ({ PutRequest: { Item } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [name]: requests } }));
    }
    console.error(`${name}: ${items.length} items`);
  }
  client.destroy();
}

async function makeTable(client: DynamoDBClient, name: string): Promise<void> {
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: "PAY_PER_REQUEST",
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      // Read by `follow`, which needs the keys of changed items only.
      StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" },
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 30 }, { TableName: name });
}

fill().catch((error: unknown) => {
  console.error(`cannot fill the tables at ${values.endpoint}: ${(error as Error).message}`);
  process.exitCode = 1;
});

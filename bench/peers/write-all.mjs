import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { BatchWriteCommand, DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

/** Writes items with the AWS SDK: 25 per request, eight requests in flight, unprocessed items repeated. */
export async function writeAll(items, endpoint, table) {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint }));
  const send = async (requests) => {
    let left = { [table]: requests };
    while (Object.keys(left).length > 0) {
      const { UnprocessedItems } = await client.send(new BatchWriteCommand({ RequestItems: left }));
      left = UnprocessedItems ?? {};
    }
  };
  const inFlight = new Set();
  let batch = [];
  for await (const Item of items) {
    batch.push({ PutRequest: { Item } });
    if (batch.length < 25) continue;
    const sent = send(batch).then(() => inFlight.delete(sent));
    inFlight.add(sent);
    batch = [];
    if (inFlight.size >= 8) await Promise.race(inFlight);
  }
  if (batch.length > 0) await send(batch);
  await Promise.all(inFlight);
  client.destroy();
}

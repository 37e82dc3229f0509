import { BatchWriteItemCommand, DynamoDBClient, type WriteRequest } from "@aws-sdk/client-dynamodb";
import { measured } from "../measured";
import { benchItem } from "./item";

/** What people write by hand: the AWS SDK, 25 items a batch, several batches at a time. Arguments: endpoint, items, concurrency. */
const [endpoint = "", items = "0", concurrency = "8"] = process.argv.slice(2);

async function loop(): Promise<void> {
  const client = new DynamoDBClient({ endpoint, requestHandler: { httpAgent: { maxSockets: 256 } } });
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < Number(items)) {
      const requests: WriteRequest[] = [];
      while (requests.length < 25 && next < Number(items))
        requests.push({ PutRequest: { Item: benchItem(next++) } });
      let left: Record<string, WriteRequest[]> | undefined = { bench: requests };
      while (left && Object.keys(left).length > 0) {
        const answer: { UnprocessedItems?: Record<string, WriteRequest[]> } = await client.send(
          new BatchWriteItemCommand({ RequestItems: left }),
        );
        left = answer.UnprocessedItems;
      }
    }
  };
  await Promise.all(Array.from({ length: Number(concurrency) }, worker));
  client.destroy();
}

void measured(loop);

import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { accessOf } from "../../migrations/dynamodb/client/endpoint";
import { DynamoDbService } from "../../migrations/dynamodb/client/dynamodb-service";
import { itemBytes } from "../../migrations/items/item-size";
import { BatchWire } from "../../migrations/dynamodb/writer/batch-wire";
import { BatchWriter } from "../../migrations/dynamodb/writer/batch-writer";
import { measured } from "../measured";
import { benchItem } from "./item";

/** The runner's writer alone. Arguments: endpoint, items, concurrency. */
const [endpoint = "", items = "0", concurrency = "8"] = process.argv.slice(2);

async function write(): Promise<void> {
  const service = new DynamoDbService(accessOf(new DynamoDBClient({ endpoint })), { now: Date.now });
  let written = 0;
  const writer = new BatchWriter({
    now: () => performance.now(),
    random: Math.random,
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
    wire: new BatchWire({ service, tableName: "bench", keyNames: ["id"] }),
    tableName: "bench",
    concurrency: Number(concurrency),
    onSettled: () => written++,
  });
  for (let sequence = 0; sequence < Number(items); sequence++) {
    const item = benchItem(sequence);
    await writer.write({ sequence, item, bytes: itemBytes(item) });
  }
  await writer.finish();
  await service.close();
  if (written !== Number(items)) throw new Error(`${written} of ${items} items were written`);
}

void measured(write);

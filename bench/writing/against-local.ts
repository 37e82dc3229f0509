import { setTimeout as sleep } from "node:timers/promises";
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { Pool } from "undici";
import { accessOf } from "../../migrations/dynamodb/client/endpoint";
import { DynamoDbService } from "../../migrations/dynamodb/client/dynamodb-service";
import { exchange } from "../../migrations/dynamodb/client/exchange";
import { writeOf } from "../../__tests__/migrations/dynamodb/writer/put-of";
import { itemText } from "../../migrations/items/item-text";
import { BatchWire } from "../../migrations/dynamodb/writer/batch-wire";
import { BatchWriter } from "../../migrations/dynamodb/writer/batch-writer";
import { type Figure, median, rounded, times } from "../figure";
import { withDynamoDbLocal } from "../local-engine";
import { benchItem } from "./item";

const rounds = 7;
/** A round of some seconds: one of a second told of the rounds' beginnings, and differed by a tenth. */
const items = 40_000;
const concurrency = 8;
const tableName = "bench";

/** How near the writer comes to requests that were built beforehand, into tables made anew, in alternating rounds. */
export function againstLocal(): Promise<Figure[]> {
  return withDynamoDbLocal(async (endpoint) => {
    const client = new DynamoDBClient({
      endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    });
    const bodies = prebuilt();
    const timed = async (work: () => Promise<void>): Promise<number> => {
      await makeTable(client);
      const began = performance.now();
      await work();
      return items / ((performance.now() - began) / 1000);
    };
    const raw: number[] = [];
    const own: number[] = [];
    // The first round warms the emulator up.
    for (let round = 0; round <= rounds; round++) {
      raw.push(await timed(() => sendPrebuilt(endpoint, bodies)));
      own.push(await timed(() => write(client)));
    }
    client.destroy();
    const ratio = median(own.slice(1).map((rate, round) => rate / (raw[round + 1] as number)));
    return [
      {
        what: "writing to DynamoDB Local: the runner's writer",
        figure: `${rounded(median(own.slice(1)))} items a second`,
        ratio: `${times(ratio)} requests built beforehand`,
      },
    ];
  }, "writing to DynamoDB Local");
}

async function makeTable(client: DynamoDBClient): Promise<void> {
  await client.send(new DeleteTableCommand({ TableName: tableName })).catch(() => undefined);
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
}

function prebuilt(): Buffer[] {
  return Array.from({ length: items / 25 }, (_, batch) => {
    const requests = Array.from({ length: 25 }, (_, index) => {
      return `{"PutRequest":{"Item":${itemText(benchItem(batch * 25 + index))}}}`;
    });
    return Buffer.from(`{"RequestItems":{"${tableName}":[${requests.join(",")}]}}`);
  });
}

async function sendPrebuilt(endpoint: string, bodies: readonly Buffer[]): Promise<void> {
  const pool = new Pool(endpoint, { connections: concurrency });
  const headers = {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": "DynamoDB_20120810.BatchWriteItem",
    authorization:
      "AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0",
  };
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < bodies.length) {
      const body = bodies[next++] as Buffer;
      const { status } = await exchange(pool, { method: "POST", path: "/", headers, body });
      if (status !== 200) throw new Error(`DynamoDB Local answered ${status}`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  await pool.close();
}

async function write(client: DynamoDBClient): Promise<void> {
  const service = new DynamoDbService(accessOf(client), { now: Date.now });
  const writer = new BatchWriter({
    now: () => performance.now(),
    random: Math.random,
    sleep: (ms, signal) => sleep(ms, undefined, { signal }),
    wire: new BatchWire({ service, tableName, keyNames: ["id"] }),
    ...{ tableName, concurrency },
    onSettled: () => undefined,
  });
  for (let sequence = 0; sequence < items; sequence++) {
    await writer.write(writeOf(benchItem(sequence)));
  }
  await writer.finish();
  await service.close();
}

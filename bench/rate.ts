import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { itemBytes } from "../migrations/transform/item-size";
import { accessOf } from "../migrations/http/access";
import { DynamoDbService } from "../migrations/http/dynamodb-service";
import { BatchWire } from "../migrations/writer/batch-wire";
import { BatchWriter } from "../migrations/writer/batch-writer";
import { RateLimit } from "../migrations/writer/rate-limit";
import { startSink } from "./sink";

/** How near `--rate` comes to what was asked, against a sink that takes everything. Give the seconds as an argument. */
const seconds = Number(process.argv[2] ?? 60);
const rates = [100, 1000, 10_000];

const edge = {
  now: () => performance.now(),
  random: Math.random,
  sleep: (ms: number, signal?: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => undefined),
};

async function unitsWritten(endpoint: string, rate: number): Promise<number> {
  const client = new DynamoDBClient({
    endpoint,
    region: "us-east-1",
    maxAttempts: 1,
    credentials: { accessKeyId: "x", secretAccessKey: "x" },
  });
  const service = new DynamoDbService(accessOf(client), { now: Date.now });
  let written = 0;
  const writer = new BatchWriter({
    ...edge,
    wire: new BatchWire({ service, tableName: "sink", keyNames: ["id"] }),
    tableName: "sink",
    rate: new RateLimit(rate, { indexes: [], keyNames: ["id"] }, edge),
    onSettled: () => written++,
  });
  const end = performance.now() + seconds * 1000;
  for (let sequence = 1; performance.now() < end; sequence++) {
    const item = { id: { S: `item-${sequence}` }, text: { S: "x".repeat(150) } };
    await writer.write({ sequence, item, bytes: itemBytes(item) });
  }
  const inTime = written;
  await writer.drain();
  await service.close();
  client.destroy();
  return inTime;
}

async function bench(): Promise<void> {
  const sink = await startSink();
  for (const rate of rates) {
    const perSecond = (await unitsWritten(sink.endpoint, rate)) / seconds;
    console.log(
      `--rate ${rate}: ${perSecond.toFixed(1)} write units a second over ${seconds} s, ${((perSecond / rate) * 100).toFixed(1)} % of what was asked`,
    );
  }
  sink.close();
}

void bench();

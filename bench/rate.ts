import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { accessOf } from "../migrations/dynamodb/client/endpoint";
import { DynamoDbService } from "../migrations/dynamodb/client/dynamodb-service";
import { writeOf } from "../__tests__/migrations/dynamodb/writer/put-of";
import { BatchWire } from "../migrations/dynamodb/writer/batch-wire";
import { BatchWriter } from "../migrations/dynamodb/writer/batch-writer";
import { RateLimit } from "../migrations/dynamodb/rate/rate-limit";
import { startSinkProcess } from "./child";
import type { Figure } from "./figure";

const seconds = 60;
const rates = [100, 1000, 10_000];

const edge = {
  now: () => performance.now(),
  random: Math.random,
  sleep: (ms: number, signal?: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => undefined),
};

/** How near `--rate` comes to what was asked, against a sink that takes everything; all rates at the same time. */
export async function rate(): Promise<Figure[]> {
  const sink = await startSinkProcess();
  const figures = await Promise.all(
    rates.map(async (asked): Promise<Figure> => {
      const perSecond = (await unitsWritten(sink.endpoint, asked)) / seconds;
      return {
        what: `--rate ${asked}, over ${seconds} s`,
        figure: `${perSecond.toFixed(1)} write units a second`,
        ratio: `${((perSecond / asked) * 100).toFixed(1)} % of what was asked`,
      };
    }),
  );
  sink.close();
  return figures;
}

async function unitsWritten(endpoint: string, unitsPerSecond: number): Promise<number> {
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
    rate: new RateLimit(unitsPerSecond, { indexes: [], keyNames: ["id"] }, edge),
    onSettled: () => written++,
  });
  const end = performance.now() + seconds * 1000;
  for (let sequence = 1; performance.now() < end; sequence++) {
    const item = { id: { S: `item-${sequence}` }, text: { S: "x".repeat(150) } };
    await writer.write(writeOf(item));
  }
  const inTime = written;
  await writer.drain();
  await service.close();
  client.destroy();
  return inTime;
}

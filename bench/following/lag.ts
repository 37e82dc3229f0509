import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import type { RunningDatabase } from "../../__tests__/emulators/database-server";
import { clientOf } from "../bench-table";
import { type Figure, rounded } from "../figure";
import { eachDatabase, type FollowedDatabase } from "./databases";
import { Follower } from "./follower";

const rows = 10_000;
const changesPerSecond = 500;
const seconds = 20;
const behind = 20_000;

/** How long changes take to arrive in DynamoDB Local, and how fast following catches up. */
export function followLag(): Promise<Figure[]> {
  return eachDatabase("follow: lag", { rows, body: "'some text of a row'" }, measureLag);
}

async function measureLag(followed: FollowedDatabase): Promise<Figure[]> {
  const { name, database, endpoint } = followed;
  const client = clientOf(endpoint);
  try {
    const running = new Follower(followed, "run", "--follow");
    await running.said("Following run");
    const lags = await lagsWhileWriting(database, client);
    await running.end("SIGINT");
    for (let id = 1; id <= behind; id += 1)
      await database.query(`UPDATE bench SET amount = amount + 1 WHERE id = ${1 + (id % rows)}`);
    const began = performance.now();
    await new Follower(followed, "follow", "--until", "caught-up").done();
    const took = (performance.now() - began) / 1000;
    await new Follower(followed, "follow", "end").done();
    return [
      {
        what: `follow ${name} into DynamoDB Local, ${changesPerSecond} changes per second: lag`,
        figure: `p50 ${percentile(lags, 0.5)} ms, p99 ${percentile(lags, 0.99)} ms of ${lags.length} probes`,
      },
      {
        what: `follow ${name}: catching up with ${behind.toLocaleString("en")} updates, start-up included`,
        figure: `${rounded(behind / took)} changes per second`,
      },
    ];
  } finally {
    client.destroy();
  }
}

/** Milliseconds from the commit of a row until its item can be read, for several rows a second. */
async function lagsWhileWriting(database: RunningDatabase, client: DynamoDBClient): Promise<number[]> {
  const lags: number[] = [];
  const probes: Promise<void>[] = [];
  const began = performance.now();
  let done = 0;
  for (let probe = 0; performance.now() - began < seconds * 1000;) {
    // Several rows a statement: the application's own round trips are not what is measured.
    const due = Math.floor(((performance.now() - began) / 1000) * changesPerSecond);
    for (; done < due; done += 10)
      await database.query(
        `UPDATE bench SET amount = amount + 1 WHERE id BETWEEN ${1 + ((done * 7) % (rows - 10))} AND ${10 + ((done * 7) % (rows - 10))}`,
      );
    const id = 1_000_000 + probe++;
    await database.query(`INSERT INTO bench VALUES (${id}, 'probe', 0)`);
    probes.push(arrival(client, String(id), performance.now()).then((ms) => void lags.push(ms)));
    await sleep(100);
  }
  await Promise.all(probes);
  return lags;
}

async function arrival(client: DynamoDBClient, id: string, from: number): Promise<number> {
  for (;;) {
    const { Item: item } = await client.send(
      new GetItemCommand({ TableName: "bench", Key: { id: { S: id } }, ConsistentRead: true }),
    );
    if (item) return performance.now() - from;
    if (performance.now() - from > 120_000) throw new Error(`row ${id} did not arrive within 2 minutes`);
    await sleep(20);
  }
}

function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
}

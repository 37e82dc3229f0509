import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { type DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { findMariaDb } from "../__tests__/emulators/mariadb";
import { findPostgres } from "../__tests__/emulators/postgres";
import type { FoundDatabase, RunningDatabase } from "../__tests__/emulators/database-server";
import { clientOf, makeBenchTable } from "./bench-table";
import { credentials } from "./child";
import { type Figure, rounded } from "./figure";
import { withDynamoDbLocal } from "./local-engine";
import { bin } from "./writing/migrate";
import { writeOutputs } from "./writing/project";

const rows = 10_000;
const changesPerSecond = 500;
const seconds = 20;
const behind = 20_000;

const databases: readonly (readonly ["mysql" | "postgres", string, () => FoundDatabase])[] = [
  ["mysql", "MariaDB", findMariaDb],
  ["postgres", "PostgreSQL", findPostgres],
];

/** How long changes take to arrive in DynamoDB Local, and how fast following catches up. */
export async function following(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [kind, name, find] of databases) {
    const found = await find();
    if (!found.available) {
      figures.push({ what: `follow ${name}`, figure: `skipped: ${found.why}` });
      continue;
    }
    const database = await found.part.start(undefined, true);
    try {
      const measure = (endpoint: string) => followed(kind, name, database, endpoint);
      figures.push(...(await withDynamoDbLocal(measure, `follow ${name}`)));
    } finally {
      await database.stop();
    }
  }
  return figures;
}

async function followed(
  kind: "mysql" | "postgres",
  name: string,
  database: RunningDatabase,
  endpoint: string,
): Promise<Figure[]> {
  const client = clientOf(endpoint);
  await makeBenchTable(client);
  await database.query(
    "CREATE TABLE bench (id INTEGER PRIMARY KEY, body VARCHAR(200), amount INTEGER NOT NULL)",
  );
  for (let id = 1; id <= rows; id += 1000)
    await database.query(
      `INSERT INTO bench VALUES ${Array.from({ length: 1000 }, (_, at) => `(${id + at}, 'some text of a row', 0)`).join(",")}`,
    );
  const folder = mkdtempSync(join(tmpdir(), "bench-follow-"));
  writeOutputs(folder);
  writeFileSync(
    join(folder, "migration.yaml"),
    `name: bench
source: { ${kind}: "\${env.BENCH_URL}" }
entities:
  row: { from: { table: bench }, to: bench, item: { id: "\${string(row.id)}", body: "\${row.body}", amount: "\${row.amount}" } }
`,
  );
  const start = (...args: string[]): ChildProcess =>
    spawn(process.execPath, [bin, ...args, "--endpoint", endpoint], {
      ...{ cwd: folder, stdio: ["ignore", "ignore", "pipe"] },
      env: { ...process.env, ...credentials, BENCH_URL: database.url },
    });
  try {
    const running = start("run", "--follow");
    await said(running, "Following run");
    const lags = await lagsWhileWriting(database, client);
    await ended(running, "SIGINT");
    for (let id = 1; id <= behind; id += 1)
      await database.query(`UPDATE bench SET amount = amount + 1 WHERE id = ${1 + (id % rows)}`);
    const began = performance.now();
    const catching = start("follow", "--until", "caught-up");
    await said(catching, "Following run");
    const [code] = (await once(catching, "exit")) as [number | null];
    if (code !== 0) throw new Error(`follow --until caught-up ended with ${code}`);
    const took = (performance.now() - began) / 1000;
    const end = start("follow", "end");
    await once(end, "exit");
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
    rmSync(folder, { recursive: true, force: true });
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

async function said(child: ChildProcess, text: string): Promise<void> {
  let output = "";
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      if (output.includes(text)) resolve();
    });
    child.once("exit", () => reject(new Error(`the command ended early:\n${output}`)));
  });
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const exit = once(child, "exit");
  child.kill(signal);
  await exit;
}

import { readdirSync, readlinkSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { ScanCommand } from "@aws-sdk/client-dynamodb";
import { DeleteObjectsCommand, ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import { localClient } from "../../migrations/local/local-client";
import { emulatedS3 } from "../emulators/bucket";
import type { EmulatedBatch } from "../emulators/moto-proxy/emulated-batch";
import { signal, startRunner } from "../migrations/cli/worker-processes";
import { ExampleProject } from "./example-project";

export const image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop-migration:1";
export const stack = "shop-prod-us-east-1";
const rowCount = 400;

const tables = `
service: shop
environment: prod
regions: { primary: us-east-1 }
defaults: { deletionProtection: false }
tables:
  notes: { partitionKey: id }
migrationRole: { assumedBy: ["arn:aws:iam::123456789012:role/ops"] }
`;

const migration = `
name: shop
source: { jsonl: . }
entities:
  note: { from: { file: notes.jsonl }, to: notes }
`;

/** Rows of about 1 KB; some have keys that are repeated far away, and some have none. */
function notes(): string {
  const lines = Array.from({ length: rowCount }, (_, index) => {
    if (index % 70 === 69) return `{"rank": ${index}}`;
    if (index % 40 === 30)
      return `{"id": "n${(index * 37 + 1) % rowCount}", "rank": ${index}, "title": "again"}`;
    return JSON.stringify({ id: `n${index}`, rank: index, title: "ünïcode ".repeat(110) });
  });
  return `${lines.join("\n")}\n`;
}

/** A shop with one table, a migration of 400 rows, and workers on AWS Batch. */
export class WorkersProject extends ExampleProject {
  constructor(
    environment: NodeJS.ProcessEnv,
    private readonly endpoint: string,
  ) {
    super("crawl4ai", environment);
    writeFileSync(this.path("tables.yaml"), tables);
    writeFileSync(this.path("migration.yaml"), migration);
    writeFileSync(this.path("notes.jsonl"), notes());
  }

  /** Variables with which the runner finds the emulated AWS. @param accessKeyId tells whose requests they are */
  variables(accessKeyId: string): Record<string, string> {
    return {
      ...{ AWS_ENDPOINT_URL: this.endpoint, AWS_REGION: "us-east-1", DYNAMODB_MIGRATE_LEASE_SECONDS: "10" },
      ...{ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: "test" },
    };
  }

  /** Starts `dynamodb-migrate` in the folder. */
  start(...line: string[]) {
    return startRunner(this.folder, line, this.variables("operator"));
  }

  /** Deletes all versions of the objects of a bucket. */
  async emptyBucket(Bucket: string): Promise<void> {
    const client = emulatedS3(this.endpoint);
    for (;;) {
      const found = await client.send(new ListObjectVersionsCommand({ Bucket }));
      const all = [...(found.Versions ?? []), ...(found.DeleteMarkers ?? [])];
      if (all.length === 0) break;
      const Objects = all.map(({ Key, VersionId }) => ({ Key, VersionId }));
      await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    }
    client.destroy();
  }

  /** The items of the table, by their keys. */
  async items(): Promise<object[]> {
    const client = localClient(this.endpoint, "us-east-1");
    const { Items = [] } = await client.send(new ScanCommand({ TableName: "shop-prod-notes" }));
    client.destroy();
    return Items.toSorted((one, other) => ((one["id"]?.S ?? "") < (other["id"]?.S ?? "") ? -1 : 1));
  }
}

/**
 * Sends signals to random workers, one after the other, once they have connected to AWS. A worker that is to end by SIGTERM is
 * awaited.
 * @returns those that were sent
 */
export async function signalWorkers(
  batch: EmulatedBatch,
  random: () => number,
  signals: readonly NodeJS.Signals[],
): Promise<NodeJS.Signals[]> {
  const sent: NodeJS.Signals[] = [];
  for (let looks = 0; sent.length < signals.length && looks < 600; looks++) {
    await sleep(300 + 700 * random());
    const pids = batch.pids.filter(isConnected);
    const pid = pids[Math.floor(random() * pids.length)];
    const name = signals[sent.length];
    if (pid === undefined || name === undefined) continue;
    signal(pid, name);
    sent.push(name);
    while (name === "SIGTERM" && batch.pids.includes(pid)) await sleep(50);
  }
  return sent;
}

/**
 * Whether a process has connected to something besides its standard error, which is a socket, too. The runner handles
 * signals before it sends its first request.
 */
function isConnected(pid: number): boolean {
  try {
    const open = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
    return open.filter((target) => target.startsWith("socket:")).length > 1;
  } catch {
    // It has just exited, or closed one.
    return false;
  }
}

import { spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  CreateBackupCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  UpdateContinuousBackupsCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { Item } from "../../../migrations/items/item";
import type { DrillResult } from "../../../migrations/pipeline/drill/drill-result";
import type { RunningEmulator } from "../../emulators/emulator";
import { findMoto } from "../../emulators/moto";
import { describeWith } from "../../emulators/real-part";
import { type ReplicatingProxy, startReplicatingProxy } from "../../emulators/replicating-proxy";
import { runner } from "../../emulators/runner";
import { ended } from "./killed-run";
import { Workspace } from "./workspace";

vi.setConfig({ testTimeout: 180_000 });

const delayMs = 50;
const TableName = "shop-dev-tags";
const tags: Item[] = [1, 2, 3].map((n) => ({ id: { S: `t${n}` }, name: { S: "a" }, n: { N: `${n}` } }));
const west = "--replica us-west-2 --replica-endpoint";

describeWith("drill", findMoto, (moto) => {
  let running: RunningEmulator;
  let aws: ReplicatingProxy;
  let shop: Workspace;
  let regions: Readonly<Record<"us-east-1" | "us-west-2", DynamoDBClient>>;

  beforeAll(async () => {
    running = await moto.start();
    const client = (region: string) =>
      new DynamoDBClient({
        ...{ endpoint: running.endpoint, region },
        credentials: { accessKeyId: "local", secretAccessKey: "local" },
      });
    regions = { "us-east-1": client("us-east-1"), "us-west-2": client("us-west-2") };
  });
  afterAll(async () => {
    Object.values(regions).forEach((client) => client.destroy());
    await running.stop();
  });
  beforeEach(async () => {
    await fetch(`${running.endpoint}/moto-api/reset`, { method: "POST" });
    aws = await startReplicatingProxy(running.endpoint, ["us-east-1", "us-west-2"], delayMs);
    shop = await Workspace.make(aws.endpoint);
    await shop.makeTables();
    await regions["us-west-2"].send(
      new CreateTableCommand({
        ...{ TableName, BillingMode: "PAY_PER_REQUEST" },
        KeySchema: [
          { AttributeName: "id", KeyType: "HASH" },
          { AttributeName: "name", KeyType: "RANGE" },
        ],
        AttributeDefinitions: [
          { AttributeName: "id", AttributeType: "S" },
          { AttributeName: "name", AttributeType: "S" },
        ],
      }),
    );
    for (const client of Object.values(regions))
      for (const Item of tags) await client.send(new PutItemCommand({ TableName, Item }));
    return async () => {
      await aws.close();
      await shop.remove();
    };
  });

  const itemsIn = async (region: "us-east-1" | "us-west-2") =>
    (await regions[region].send(new ScanCommand({ TableName }))).Items ?? [];
  const drill = (options: string) => shop.command(`drill tags ${west} ${aws.endpoint} ${options}`);
  const resultOf = (out: string) => JSON.parse(out) as DrillResult;

  /** Replication brings the removal of heartbeats to the other region. */
  async function noHeartbeats(): Promise<void> {
    for (const region of ["us-east-1", "us-west-2"] as const)
      await expect.poll(async () => (await itemsIn(region)).length, { timeout: 20_000 }).toBe(tags.length);
  }

  it("measures the lag, finds the replica identical and removes its heartbeats", async () => {
    const { code, out } = await drill("--no-restore --samples 3 --interval 10ms --rpo 1h --rto 1h --json");
    const { tables, targets, passed } = resultOf(out);
    const [replica] = tables[0]?.replicas ?? [];
    expect(replica?.lag?.lagMs).toHaveLength(3);
    // The lag is measured from the response to the write; timers may fire a millisecond early.
    expect(Math.min(...(replica?.lag?.lagMs ?? []))).toBeGreaterThanOrEqual(delayMs / 2);
    expect(replica?.compared).toMatchObject({ originalItems: 3, copyItems: 3, missing: 0, extra: 0 });
    expect(targets.map(({ target, isMet }) => [target, isMet])).toEqual([
      ["rpo", true],
      ["rto", true],
    ]);
    expect(passed).toBe(true);
    expect(code).toBe(0);
    await noHeartbeats();
  });

  it("fails if a target is missed", async () => {
    const { code, error } = await drill("--no-restore --no-compare --samples 1 --rpo 1ms");
    expect(error.join("\n")).toMatch(
      /^Missed: shop-dev-tags: replication lag \(--rpo\): \d+ ms|s, target 1 ms$/m,
    );
    expect(error).toContain("The drill has failed");
    expect(code).toBe(1);
  });

  it("fails if heartbeats do not arrive", async () => {
    aws.stopReplication();
    const { code, out } = await drill(
      "--no-restore --no-compare --samples 1 --lag-timeout 30ms --rpo 1h --json",
    );
    expect(resultOf(out).tables[0]?.replicas[0]?.lag).toMatchObject({ lagMs: [], unreplicated: 1 });
    expect(resultOf(out).targets).toEqual([
      { table: TableName, target: "rpo", targetSeconds: 3600, isMet: false },
    ]);
    expect(code).toBe(1);
  });

  it("counts items that stay different in the replica, and names them", async () => {
    const Item = { ...tags[0], n: { N: "9" } };
    await regions["us-west-2"].send(new PutItemCommand({ TableName, Item }));
    await regions["us-west-2"].send(
      new DeleteItemCommand({ TableName, Key: { id: { S: "t2" }, name: { S: "a" } } }),
    );
    const { code, out } = await drill("--no-restore --no-lag --json");
    expect(resultOf(out).tables[0]?.replicas[0]?.compared).toEqual({
      ...{ originalItems: 3, copyItems: 2, missing: 1, extra: 0, changed: 1 },
      firstDifferences: expect.arrayContaining([{ id: "t1", name: "a" }]) as unknown,
    });
    expect(code).toBe(1);
  });

  it("restores the newest backup to a scratch table, compares it and deletes it", async () => {
    const backup = (BackupName: string) =>
      regions["us-east-1"].send(new CreateBackupCommand({ TableName, BackupName }));
    await backup("first");
    await regions["us-east-1"].send(
      new PutItemCommand({ TableName, Item: { id: { S: "late" }, name: { S: "b" } } }),
    );
    const { code, out } = await drill(
      "--no-lag --no-compare --restore-from backup --restore-rpo 1d --restore-rto 1h --json",
    );
    const restore = resultOf(out).tables[0]?.restore;
    expect(restore).toMatchObject({
      ...{ kind: "backup", structure: [] },
      compared: { originalItems: 4, copyItems: 3, missing: 1, extra: 0, changed: 0 },
    });
    expect(restore?.scratchTable).toMatch(/^shop-dev-tags-drill-[0-9a-f]{8}$/);
    expect(await shop.tableNames()).toEqual(["shop-dev-notes", "shop-dev-tags"]);
    expect(code).toBe(0);
  });

  it("restores the state of point-in-time recovery if that is newer", async () => {
    await regions["us-east-1"].send(
      new UpdateContinuousBackupsCommand({
        TableName,
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      }),
    );
    const { code, out } = await drill("--no-lag --no-compare --json");
    expect(resultOf(out).tables[0]?.restore).toMatchObject({ kind: "recovery", compared: { copyItems: 3 } });
    expect(code).toBe(0);
  });

  it("makes the other checks of a table that has no backup", async () => {
    const { code, out } = await drill("--samples 1 --json");
    const [table] = resultOf(out).tables;
    expect(table?.failures).toEqual([
      {
        ...{ check: "restore", code: "drill-no-backup" },
        message:
          "table shop-dev-tags cannot be restored: it has no on-demand backup, and point-in-time recovery is off; set pointInTimeRecovery for it in tables.yaml, or take a backup with backup --on-demand",
      },
    ]);
    expect(table?.replicas[0]?.lag?.lagMs).toHaveLength(1);
    expect(code).toBe(3);
  });

  it("removes heartbeats that a killed drill has left", async () => {
    const options = ["tags", "--no-compare", "--no-restore", "--samples", "1000", "--interval", "20ms"];
    const [command, ...parameters] = runner(
      ...(["drill", ...options, "--endpoint", aws.endpoint] as [string, ...string[]]),
      ...["--replica", "us-west-2", "--replica-endpoint", aws.endpoint],
    );
    const child = spawn(command, parameters, { cwd: shop.folder, stdio: "ignore" });
    await expect
      .poll(async () => (await itemsIn("us-west-2")).length, { timeout: 60_000, interval: 20 })
      .toBeGreaterThan(tags.length + 1);
    await ended(child, "SIGKILL", delayMs);
    expect((await itemsIn("us-east-1")).length).toBeGreaterThan(tags.length);
    const { code, error } = await shop.command("drill --clean");
    expect(code, error.join("\n")).toBe(0);
    await noHeartbeats();
    expect(await readFile(join(shop.folder, ".dynamodb-migrate/drills/leftovers.jsonl"), "utf8")).toBe("");
  });

  it("deletes a scratch table that a killed drill has left, and no other table", async () => {
    const scratch = `${TableName}-drill-0a1b2c3d`;
    await shop.makeOldTable(scratch, []);
    const lines = [scratch, "shop-dev-notes"].map((table) =>
      JSON.stringify({ kind: "table", region: "us-east-1", endpoint: aws.endpoint, table }),
    );
    await shop.file(".dynamodb-migrate/drills/leftovers.jsonl", `${lines.join("\n")}\n{"kind":"tab`);
    expect((await shop.command("drill --clean")).code).toBe(0);
    expect(await shop.tableNames()).toEqual(["shop-dev-notes", TableName]);
  });

  it("keeps its result and a page, which report writes again", async () => {
    const { error } = await drill("--no-restore --samples 1 --rpo 1h");
    const names = await readdir(join(shop.folder, ".dynamodb-migrate/drills"));
    const page = names.find((name) => name.endsWith(".html")) ?? "";
    expect(error.at(-1)).toBe(`Report: .dynamodb-migrate/drills/${page}`);
    const html = await shop.read(`.dynamodb-migrate/drills/${page}`);
    expect(html).toContain("<h1>drill-");
    expect(html).toContain("identical, 3 items");
    const again = await shop.command(`report ${page.replace(".html", "")} --output -`);
    expect(again.out).toContain("identical, 3 items");
  });

  it.each([
    [
      "--restore-from yesterday",
      /^--restore-from must be recovery, backup or the ARN of a backup, got "yesterday"$/m,
    ],
    ["--restore-from arn:aws:backup:us-east-1:1:recovery-point:x", /AWS Backup, which restores it itself/],
    [
      "--restore-from arn:aws:dynamodb:us-east-1:1:table/x/backup/1",
      /is no on-demand backup of table shop-dev-tags/,
    ],
    ["--rpo 1", /expected a time such as 500ms, 1s, 15m, 4h or 2d, got "1"/],
  ])("refuses %s", async (options, message) => {
    const { code, error } = await drill(`--no-lag --no-compare ${options}`);
    expect(error.join("\n")).toMatch(message);
    expect(code).toBe(2);
  });

  it("refuses the primary region as a replica", async () => {
    const { code, error } = await shop.command("drill tags --replica us-east-1");
    expect(error.at(-1)).toBe(
      "--replica us-east-1 is the primary region; name a region that has a replica of the table",
    );
    expect(code).toBe(2);
  });
});

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { UpdateContinuousBackupsCommand } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { localClient } from "../../../migrations/local/local-client";
import type { Item } from "../../../migrations/items/item";
import type { RunningEmulator } from "../../emulators/emulator";
import { type IncrementalExports, startIncrementalExports } from "../../emulators/incremental-exports";
import { findMoto } from "../../emulators/moto";
import { describeWith } from "../../emulators/real-part";
import { exportLines, writeExport } from "../table-files/export/sample-export";
import { Workspace } from "./workspace";

vi.setConfig({ testTimeout: 180_000 });

const hour = 3_600_000;
const before: Item[] = [{ id: { S: "a" }, rank: { N: "1" } }, { id: { S: "b" } }];
const note = (id: string, rank: string): Item => ({ id: { S: id }, rank: { N: rank } });

interface Exports {
  readonly exports: readonly { folder: string; arn: string; from: string; to: string; items: number }[];
}

describeWith("export --s3 --since", findMoto, (moto) => {
  let running: RunningEmulator;
  let service: IncrementalExports;
  let shop: Workspace;
  let s3: S3Client;

  const command = (line: string, context = {}) =>
    shop.command(line, { env: { AWS_ENDPOINT_URL_S3: service.endpoint }, ...context });

  async function exported(line: string): Promise<Exports["exports"]> {
    const { code, out, error } = await command(`export ${line} --json`);
    expect(code, error.join("\n")).toBe(0);
    return (JSON.parse(out) as Exports).exports;
  }

  async function recoverable(TableName: string): Promise<void> {
    const client = localClient(running.endpoint);
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
    await client.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
    client.destroy();
  }

  beforeAll(async () => {
    running = await moto.start();
    service = await startIncrementalExports(running.endpoint, ["id"]);
    shop = await Workspace.make(service.endpoint);
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    s3 = new S3Client({ endpoint: running.endpoint, region: "us-east-1", credentials, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: "exports" }));
    await shop.makeTables();
  });
  afterAll(async () => {
    s3.destroy();
    await shop.remove();
    await service.close();
    await running.stop();
  });
  beforeEach(async () => {
    await shop.clear();
    await recoverable("shop-dev-notes");
    await shop.fill("shop-dev-notes", before);
    await service.record("shop-dev-notes", new Date(Date.now() - 3 * hour));
    await shop.put("notes", note("a", "2"));
    await shop.put("notes", note("c", "3"));
    await shop.deleteItem("notes", { id: { S: "b" } });
  });

  it("exports what changed, which revert undoes and import makes again, by location or ARN", async () => {
    const [made] = await exported("notes --s3 s3://exports/forum --since 2h");
    expect(made?.folder).toMatch(/^s3:\/\/exports\/forum\/AWSDynamoDB\/0\d+-2d8752fd$/);
    const reverted = await command(`revert ${made?.folder} --yes`);
    expect(reverted.code, reverted.error.join("\n")).toBe(0);
    expect(await shop.items("notes")).toEqual(before);
    expect((await command(`import ${made?.arn}`)).code).toBe(0);
    expect(await shop.items("notes")).toEqual([note("a", "2"), note("c", "3")]);
  });

  it("continues where an earlier export ended, by its folder or its ARN", async () => {
    const [first] = await exported("notes --s3 s3://exports --since 2h --until 1h");
    await service.record("shop-dev-notes", new Date(Date.parse(first?.to ?? "")));
    await shop.put("notes", note("d", "4"));
    const [second] = await exported(`notes --s3 s3://exports --since ${first?.folder}`);
    expect(second?.from).toBe(first?.to);
    expect((await exported(`notes --s3 s3://exports --since ${first?.arn}`))[0]?.from).toBe(first?.to);
    await command(`revert ${first?.folder} ${second?.folder} --yes`);
    expect(await shop.items("notes")).toEqual(before);
  });

  it("makes several exports of a period of more than 24 hours, without a gap", async () => {
    const made = await exported("notes --s3 s3://exports --since 49h --until 60m");
    expect(made).toHaveLength(2);
    expect(made[1]?.from).toBe(made[0]?.to);
    expect((Date.parse(made[1]?.to ?? "") - Date.parse(made[0]?.from ?? "")) / hour).toBe(48);
  });

  it("omits old images with --new-images", async () => {
    const [made] = await exported("notes --s3 s3://exports --since 2h --new-images");
    const { code, errorCode } = await command(`revert ${made?.folder} --yes`);
    expect([code, errorCode]).toEqual([2, "export-without-old-images"]);
  });

  it("imports a full export from its location in S3", async () => {
    await writeExport(join(shop.folder, "full"), [exportLines([note("a", "2"), note("c", "3")])]);
    for (const name of ["manifest-summary.json", "manifest-files.json", "data/part0.json.gz"]) {
      const Key = `full/AWSDynamoDB/01-full/${name}`;
      const Body = await readFile(join(shop.folder, "full", name));
      await s3.send(new PutObjectCommand({ Bucket: "exports", Key, Body }));
    }
    await shop.clear();
    const imported = await command("import s3://exports/full/AWSDynamoDB/01-full --to notes");
    expect(imported.code, imported.error.join("\n")).toBe(0);
    expect(await shop.ids("notes")).toEqual(["a", "c"]);
  });

  it("makes the period of exactly 15 minutes, and refuses a second less", async () => {
    const until = Math.floor(Date.now() / 1000) * 1000 - hour;
    const line = (seconds: number) =>
      `notes --s3 s3://exports --since ${new Date(until - seconds * 1000).toISOString()} --until ${new Date(until).toISOString()}`;
    expect(await exported(line(900))).toHaveLength(1);
    expect((await command(`export ${line(899)}`)).error[0]).toMatch(
      /^an incremental export has at least 15 minutes, and \S+Z to \S+Z has 14 minutes; choose an earlier --since, or wait$/,
    );
  });

  it.each([
    [
      "notes --s3 s3://exports --since yesterday",
      /^--since must be a time such as 2026-11-25T10:00:00Z, a duration such as 6h, or an earlier export, got "yesterday"$/,
    ],
    ["notes --s3 s3://exports --since 2h --until x", /^--until must be a time .* such as 6h, got "x"$/],
    ["notes --s3 s3://exports --since 36d", /^the point-in-time recovery of table shop-dev-notes starts at /],
    [
      "notes --s3 s3://exports --since 2h --until 1m",
      /^changes of table \S+ can be exported up to \S+ by now/,
    ],
    ["notes --since 2h", /^--since goes with --s3 only: /],
    ["notes --s3 s3://exports --until 2h", /^--until goes with --since only: a full export has no period$/],
    ["notes --s3 s3://exports --new-images", /^--new-images goes with --since only: /],
  ])("refuses %s", async (line, message) => {
    const { code, error } = await command(`export ${line}`);
    expect(error[0]).toMatch(message);
    expect(code).toBe(2);
  });

  it("names the setting that turns point-in-time recovery on", async () => {
    const { code, error } = await command("export tags --s3 s3://exports --since 2h");
    expect(error).toEqual([
      "cannot export the changes of table shop-dev-tags: point-in-time recovery is off; set pointInTimeRecovery for it in tables.yaml and deploy",
    ]);
    expect(code).toBe(3);
  });

  it("refuses an export of another table", async () => {
    await recoverable("shop-dev-tags");
    const [made] = await exported("notes --s3 s3://exports --since 2h");
    const { code, error } = await command(`export tags --s3 s3://exports --since ${made?.arn}`);
    expect(error[0]).toMatch(
      / is of table shop-dev-notes, not of shop-dev-tags; name an export of that table$/,
    );
    expect(code).toBe(2);
  });
});

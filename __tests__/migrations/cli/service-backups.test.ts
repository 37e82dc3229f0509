import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { UpdateContinuousBackupsCommand } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { localClient } from "../../../migrations/local/local-client";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { findMoto } from "../../emulators/moto";
import { describeWith } from "../../emulators/real-part";
import { useWorkspace } from "./workspace";

vi.setConfig({ testTimeout: 180_000 });

describeWith("the service's own backups, exports and imports", findMoto, (moto) => {
  const shop = useWorkspace(moto, {});
  let s3: S3Client;

  beforeAll(async () => {
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    s3 = new S3Client({ endpoint: shop().endpoint, region: "us-east-1", credentials, forcePathStyle: true });
    await s3.send(new CreateBucketCommand({ Bucket: "exports" }));
  });
  afterAll(() => s3.destroy());
  beforeEach(async () => {
    await shop().put("notes", { id: { S: "n1" }, rank: { N: "1" } });
    await shop().put("notes", { id: { S: "n2" } });
  });

  async function recoverable(TableName: string): Promise<void> {
    const client = localClient(shop().endpoint);
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
    await client.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification }));
    client.destroy();
  }

  it("takes an on-demand backup, lists it, and restores it into a new table", async () => {
    const taken = await shop().command("backup notes --on-demand --name nightly --json");
    expect(taken.code).toBe(0);
    const { backups } = JSON.parse(taken.out) as { backups: { arn: string }[] };
    expect(backups).toMatchObject([{ table: "shop-dev-notes", name: "nightly", status: "AVAILABLE" }]);
    const arn = backups[0]?.arn ?? "";

    const listed = await shop().command("backup --list");
    expect(listed.error.join("\n")).toContain(arn);

    const restored = await shop().command(`restore --from-backup ${arn} --to notes-again`);
    expect(restored.error).toEqual([
      "Table notes-again is restored",
      expect.stringMatching(/^The service does not restore tags, time to live, streams/),
      "Terraform does not know the table: give its entry in tables.yaml name: notes-again and adopt: true, and deploy, so that Terraform takes it over and sets all of these.",
    ]);
    expect(restored.code).toBe(0);
    expect((await shop().command("backup --table notes-again --json")).out).toContain('"items": 2');
  });

  it("lists the on-demand backups of one table", async () => {
    await shop().command("backup --on-demand --name both");
    const { out } = await shop().command("backup tags --list --json");
    const { backups } = JSON.parse(out) as { backups: { table: string }[] };
    expect(new Set(backups.map(({ table }) => table))).toEqual(new Set(["shop-dev-tags"]));
  });

  it("restores only into a new table", async () => {
    const { out } = await shop().command("backup notes --on-demand --json");
    const arn = (JSON.parse(out) as { backups: { arn: string }[] }).backups[0]?.arn;
    const { code, error } = await shop().command(`restore --from-backup ${arn} --to shop-dev-tags`);
    expect(error[0]).toMatch(
      /^cannot restore arn:.+ to table shop-dev-tags: TableAlreadyExistsException: .+; the service restores only into a new table; choose another name with --to$/,
    );
    expect(code).toBe(3);
  });

  it("says of a backup that is not there how to find those that are", async () => {
    const arn = "arn:aws:dynamodb:us-east-1:123456789012:table/x/backup/01";
    const { code, error } = await shop().command(`restore --from-backup ${arn} --to y`);
    expect(error[0]).toMatch(/BackupNotFoundException: .+; backup --list shows those that are there$/);
    expect(code).toBe(3);
  });

  it("refuses to restore without a name for the new table", async () => {
    expect(await shop().command("restore --from-backup arn:x")).toMatchObject({
      code: 2,
      error: ["--from-backup needs --to <name>: the service restores only into a new table"],
    });
  });

  it("lets the service export a table to S3", async () => {
    await recoverable("shop-dev-notes");
    const { code, out } = await shop().command("export notes --s3 s3://exports/nightly --json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ exports: [{ table: "shop-dev-notes", items: 2 }] });
    const { Contents } = await s3.send(new ListObjectsV2Command({ Bucket: "exports", Prefix: "nightly/" }));
    expect(Contents?.map(({ Key }) => Key?.split("/").slice(0, 2).join("/"))).toEqual([
      "nightly/AWSDynamoDB",
    ]);
  });

  it("says what an export needs where the table has no point-in-time recovery", async () => {
    const { code, error } = await shop().command("export tags --s3 s3://exports/nightly");
    expect(error[0]).toMatch(
      /^cannot export table shop-dev-tags to s3:\/\/exports\/nightly: PointInTimeRecoveryUnavailableException: .+; the service exports only tables with point-in-time recovery;/,
    );
    expect(code).toBe(3);
  });

  it("says why an export failed", async () => {
    await recoverable("shop-dev-notes");
    const { code, error } = await shop().command("export notes --s3 s3://nowhere/x");
    expect(error.at(-1)).toMatch(/^cannot export table shop-dev-notes to s3:\/\/nowhere\/x: \w+: /);
    expect(code).toBe(3);
  });

  it("lets the service import into a new table, and says what Terraform must know", async () => {
    const text = '{"Item":{"id":{"S":"a"}}}\n{"Item":{"id":{"S":"b"}}}\n';
    const Key = "import/AWSDynamoDB/01-a/data/part.json.gz";
    await s3.send(new PutObjectCommand({ Bucket: "exports", Key, Body: gzipSync(text) }));
    const { code, error } = await shop().command(
      "import --s3 s3://exports/import/AWSDynamoDB/01-a/data --table imported --key id",
    );
    expect(error.slice(-3)).toEqual([
      "Table imported is made, with 2 imported items",
      expect.stringMatching(/^Of several items with the same key, the service keeps any one/),
      "Terraform does not know the table: give its entry in tables.yaml name: imported and adopt: true, and deploy, so that Terraform takes it over.",
    ]);
    expect(code).toBe(0);
  });

  it("says why an import failed", async () => {
    const { code, error } = await shop().command("import --s3 s3://nowhere --table other --key id,at:N");
    expect(error[0]).toMatch(/^cannot import s3:\/\/nowhere\/ into table other: S3NoSuchBucket: /);
    expect(code).toBe(3);
  });

  it.each([
    [
      "import --s3 exports --table t --key id",
      '--s3 must be s3://bucket or s3://bucket/prefix, with a bucket of 3 to 63 lower-case letters, digits, "." and "-", got "exports"',
    ],
    [
      "import --s3 s3://exports --key id",
      "--s3 needs --table <name> and --key <attribute:type>, such as --key id or --key id,at:N: the service imports only into a new table",
    ],
    [
      "import --s3 s3://exports --table t --key id:X",
      '--key must be one or two attributes such as id or id,at:N, got "id:X"',
    ],
    ["import export --s3 s3://exports", "import reads from a folder or with --s3, got both: export"],
    ["backup --name x", "--name goes with --on-demand only; files are named after their table"],
  ])("refuses %s", async (line, message) => {
    await mkdir(join(shop().folder, "export"), { recursive: true });
    await writeFile(join(shop().folder, "export", "x"), "");
    expect(await shop().command(line)).toMatchObject({ code: 2, error: [message] });
  });
});

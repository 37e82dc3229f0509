import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { CreateBucketCommand, DeleteObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { canonicalItem } from "../../../migrations/items/canonical-item";
import type { Item } from "../../../migrations/items/item";
import { findDynalite } from "../../emulators/dynalite";
import type { RunningEmulator } from "../../emulators/emulator";
import { findMoto } from "../../emulators/moto";
import { both, describeWith } from "../../emulators/real-part";
import { exportLines, writeExport } from "../table-files/export/sample-export";
import { startRunner } from "./worker-processes";
import { Workspace } from "./workspace";

const items: Item[] = [
  { id: { S: "n1" }, scores: { NS: ["1", "2.5"] } },
  { id: { S: "n2" }, rank: { N: "9007199254740993" } },
];
const prefix = "nightly/AWSDynamoDB/e1";

describeWith(
  "an export in S3",
  () => both(findDynalite(), findMoto()),
  ({ first, second }) => {
    let emulator: RunningEmulator;
    let moto: RunningEmulator;
    let shop: Workspace;
    let s3: S3Client;

    async function upload(name: string, key: string): Promise<void> {
      const Body = await readFile(join(shop.folder, "export", name));
      await s3.send(new PutObjectCommand({ Bucket: "exports", Key: `${prefix}/${key}`, Body }));
    }

    async function uploadExport(): Promise<void> {
      await writeExport(
        join(shop.folder, "export"),
        items.map((item) => exportLines([item])),
      );
      for (const name of ["manifest-summary.json", "manifest-files.json"]) await upload(name, name);
      for (const name of await readdir(join(shop.folder, "export/data")))
        await upload(`data/${name}`, `data/${name}`);
    }

    const command = (line: string) => shop.command(line, { env: { AWS_ENDPOINT_URL_S3: moto.endpoint } });

    beforeAll(async () => {
      [emulator, moto] = await Promise.all([first.start(), second.start()]);
      s3 = new S3Client({
        ...{ endpoint: moto.endpoint, region: "us-east-1", forcePathStyle: true },
        credentials: { accessKeyId: "test", secretAccessKey: "test" },
      });
      await s3.send(new CreateBucketCommand({ Bucket: "exports" }));
      shop = await Workspace.make(emulator.endpoint);
      await shop.makeTables();
      await shop.file(
        "migration.yaml",
        `name: shop\nsource: { dynamodbExport: "s3://exports/nightly/AWSDynamoDB" }\nentities:\n  note: { from: { folder: e1 }, to: notes }\n`,
      );
    });
    afterAll(async () => {
      s3.destroy();
      await shop.remove();
      await Promise.all([emulator.stop(), moto.stop()]);
    });
    beforeEach(async () => {
      await shop.clear();
      await uploadExport();
    });

    it("arrives type for type, and verify finds it", async () => {
      const run = await command("run");
      expect(run.code, run.error.join("\n")).toBe(0);
      expect((await shop.items("notes")).map(canonicalItem)).toEqual(items.map(canonicalItem));
      expect((await command("verify")).code).toBe(0);
    });

    it("is imported by workers, each of which reads its files from the bucket", async () => {
      const line = `import s3://exports/${prefix} --table shop-dev-notes --workers 2 --endpoint ${shop.endpoint}`;
      const keys = { AWS_ACCESS_KEY_ID: "test", AWS_SECRET_ACCESS_KEY: "test" };
      const env = { AWS_ENDPOINT_URL_S3: moto.endpoint, ...keys };
      const { code, lines } = await startRunner(shop.folder, line.split(" "), env).ended;
      expect(code, lines.join("\n")).toBe(0);
      expect((await shop.items("notes")).map(canonicalItem)).toEqual(items.map(canonicalItem));
    });

    it("ends the run before a file that is not as it was exported", async () => {
      await writeFile(join(shop.folder, "export/spoiled"), "x");
      await upload("spoiled", "data/part1.json.gz");
      const { code, error } = await command("run");
      expect(code).toBe(3);
      expect(error.join("\n")).toMatch(
        /s3:\/\/exports\/nightly\/AWSDynamoDB\/e1\/data\/part1\.json\.gz is not as it was exported: its MD5 must be \S+, got \S+; copy it from the bucket again/,
      );
      expect(await shop.ids("notes")).toEqual(["n1"]);
    });

    it("is named where an object or the bucket is missing", async () => {
      await s3.send(new DeleteObjectCommand({ Bucket: "exports", Key: `${prefix}/manifest-files.json` }));
      const { code, error } = await command("plan");
      expect(code).toBe(3);
      expect(error.join("\n")).toContain(
        "cannot read s3://exports/nightly/AWSDynamoDB/e1/manifest-files.json: the object was not found; an export's folder in the bucket is AWSDynamoDB/<export id>",
      );
    });
  },
);

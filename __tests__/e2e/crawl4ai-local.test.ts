import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { Database } from "node-sqlite3-wasm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { insertPage } from "../../examples/crawl4ai/generator/crawl-database";
import type { CrawledPage } from "../../examples/crawl4ai/generator/crawled-page";
import type { Item } from "../../migrations/items/item";
import { findDynamoDbLocal } from "../emulators/dynamodb-local";
import type { RunningEmulator } from "../emulators/emulator";
import { findMoto } from "../emulators/moto";
import type { ProgramRun } from "../emulators/program";
import { both, describeWith } from "../emulators/real-part";
import { Crawl4AiProject } from "./crawl4ai-project";

const minutes = 60_000;
const bucket = "crawl4ai-pages";
const credentials = { accessKeyId: "local", secretAccessKey: "local" };
const size = { pages: 120, sessions: 20 };

describeWith(
  "Crawl4AI's cache from SQLite to DynamoDB Local and S3",
  () => both(findDynamoDbLocal(), findMoto()),
  ({ second: moto }) => {
    let s3: RunningEmulator;
    let objects: S3Client;
    let tables: DynamoDBClient;
    let project: Crawl4AiProject;

    beforeAll(async () => {
      s3 = await moto.start();
      objects = new S3Client({
        region: "us-east-1",
        endpoint: s3.endpoint,
        credentials,
        forcePathStyle: true,
      });
      await objects.send(new CreateBucketCommand({ Bucket: bucket }));
      const environment = { ENVIRONMENT: "dev", CRAWL4AI_BUCKET: bucket, AWS_ENDPOINT_URL_S3: s3.endpoint };
      project = new Crawl4AiProject({ ...process.env, ...environment }, size);
      expect((await project.synth()).code).toBe(0);
    }, 2 * minutes);
    afterAll(async () => {
      await project.migrate("local down");
      project.remove();
      tables?.destroy();
      objects.destroy();
      await s3.stop();
    });

    async function done(line: string, code = 0): Promise<ProgramRun> {
      const run = await project.migrate(line);
      expect(run.code, `${line}\n${run.text}`).toBe(code);
      return run;
    }

    function pages(change: (database: Database) => unknown): unknown {
      const database = new Database(project.path("crawl4ai.db"));
      try {
        return change(database);
      } finally {
        database.close();
      }
    }

    function page(number: number): CrawledPage {
      const sql = "SELECT * FROM crawled_data WHERE url LIKE ?";
      return pages((database) => database.get(sql, [`%/articles/${number}?%`])) as CrawledPage;
    }

    async function item(url: string): Promise<Item | undefined> {
      const Key = { urlHash: { S: hash("sha256", url) } };
      return (await tables.send(new GetItemCommand({ TableName: "crawl4ai-results", Key }))).Item;
    }

    it(
      "comes up with its tables and a plan that accounts for every row",
      async () => {
        await done("local up");
        const { endpoint } = JSON.parse(
          readFileSync(project.path(".dynamodb-migrate", "local.json"), "utf8"),
        ) as { endpoint: string };
        tables = new DynamoDBClient({ region: "us-east-1", endpoint, credentials });
        expect((await done("plan --local")).text).not.toContain("rejected: ");
      },
      2 * minutes,
    );

    it("writes and keeps nothing in a dry run", async () => {
      await done("run --local --dry-run");
      expect(await item(page(1).url)).toBeUndefined();
      expect(await objects.send(new ListObjectsV2Command({ Bucket: bucket }))).toMatchObject({ KeyCount: 0 });
    });

    it("moves everything, and proves it", async () => {
      await done("run --local --batch-size 20");
      expect((await done("verify --local")).text).toContain("Every item arrived: 140 items");
    });

    it("has a page with its JSON, its digits and its expiry 30 days after its date", async () => {
      const { url, metadata, response_headers } = page(1);
      const stored = await item(url);
      const { date } = JSON.parse(response_headers) as { date: string };
      expect(stored).toMatchObject({
        url: { S: url },
        success: { BOOL: expect.any(Boolean) as boolean },
        metadata: { M: { fingerprint: { N: /"fingerprint":(\d+)/.exec(metadata)?.[1] } } },
        ttl: { N: String(Date.parse(date) / 1000 + 30 * 86_400) },
      });
      expect(stored?.["screenshot"]).toBeUndefined();
    });

    it("does not let a page expire whose date is not known", async () => {
      expect((await item(page(10).url))?.["ttl"]).toBeUndefined();
    });

    it("gives a large page back, unpacked", async () => {
      const { url, html } = page(7);
      const stored = await item(url);
      expect(stored?.["html#encoding"]).toEqual({ S: "text+gzip" });
      expect(gunzipSync(stored?.["html"]?.B ?? new Uint8Array()).toString()).toBe(html);
    });

    it("gives a large picture back from S3", async () => {
      const { url, screenshot } = page(8);
      const stored = await item(url);
      expect(stored?.["screenshot#encoding"]).toEqual({ S: "binary+s3" });
      const pointer = stored?.["screenshot"]?.M;
      const place = { Bucket: pointer?.["bucket"]?.S, Key: pointer?.["key"]?.S };
      const bytes = await (await objects.send(new GetObjectCommand(place))).Body?.transformToByteArray();
      expect(Buffer.from(bytes ?? []).toString("base64")).toBe(screenshot);
      expect(hash("sha256", bytes ?? "")).toBe(pointer?.["sha256"]?.S);
    });

    it("prints the variables that the crawler knows", async () => {
      const names = "--variable DYNAMODB_TABLE_{TABLE} --name results=DYNAMODB_TABLE_CRAWL_RESULTS";
      const others = "--endpoint-variable DYNAMODB_ENDPOINT --set DYNAMODB_MIGRATION_PCT=10";
      const { text } = await done(`env --local ${names} ${others}`);
      expect(text).toContain("DYNAMODB_TABLE_CRAWL_RESULTS=crawl4ai-results\n");
      expect(text).toContain("DYNAMODB_TABLE_SESSIONS=crawl4ai-sessions\n");
      expect(text).toMatch(/^DYNAMODB_ENDPOINT=http:\/\/127/m);
      expect(text).toContain("DYNAMODB_MIGRATION_PCT=10");
    });

    it(
      "catches up with pages that are new, and with those crawled again when told to",
      async () => {
        const again = { ...page(3), markdown: "crawled again" };
        pages((database) => {
          insertPage(database, { ...again, url: "https://new.example/" });
          insertPage(database, again);
        });
        await done("run --local --on-conflict skip");
        expect((await item("https://new.example/"))?.["markdown"]).toEqual({ S: "crawled again" });
        const verified = await done("verify --local", 1);
        expect(verified.text).toContain(hash("sha256", again.url));
        expect(verified.text).toContain("in markdown");
        await done("run --local --on-conflict overwrite");
        await done("verify --local");
      },
      2 * minutes,
    );

    it(
      "is as it was before after every run has been taken back, latest first",
      async () => {
        await done("rollback --yes");
        expect((await item(page(3).url))?.["markdown"]?.S).not.toBe("crawled again");
        await done("rollback --yes");
        expect(await item("https://new.example/")).toBeUndefined();
        const first = await done("rollback --yes");
        expect(first.text).toContain(`what it put into s3://${bucket}/pages/ stays there`);
        expect(await item(page(1).url)).toBeUndefined();
      },
      2 * minutes,
    );

    it("has run every command of its README", () => {
      expect([...project.left]).toEqual([]);
    });
  },
);

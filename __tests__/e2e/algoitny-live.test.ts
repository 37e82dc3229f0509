import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { createPool, type Pool } from "mysql2/promise";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Item } from "../../migrations/items/item";
import type { RunningDatabase } from "../emulators/database-server";
import { findDynamoDbLocal } from "../emulators/dynamodb-local";
import { findMariaDb } from "../emulators/mariadb";
import { both, describeWith } from "../emulators/real-part";
import { comparable, expectedItems, sorted } from "./algoitny-items";
import { LiveExample } from "./live-example";
import { repository } from "./example-project";

const example = join(repository, "examples", "algoitny");

describeWith(
  "AlgoItny, from MariaDB while the application writes",
  () => both(findMariaDb(), findDynamoDbLocal()),
  ({ first: mariaDb }) => {
    let database: RunningDatabase;
    let pool: Pool;
    let project: LiveExample;
    let tables: DynamoDBClient;

    beforeAll(async () => {
      database = await mariaDb.start(undefined, true);
      await database.query("CREATE DATABASE algoitny", "USE algoitny");
      const dump = readFileSync(join(example, "mysql", "algoitny.sql"), "utf8");
      await database.query(...dump.split(/;\n/).filter((statement) => statement.trim() !== ""));
      const url = database.url.replace(/shop$/, "algoitny");
      pool = createPool({ uri: url });
      project = new LiveExample("algoitny", { ...process.env, ALGOITNY_MYSQL_URL: url });
      cpSync(join(example, "traffic.ts"), project.path("traffic.ts"));
      expect((await project.synth()).code).toBe(0);
    });
    afterAll(async () => {
      await project.close();
      tables?.destroy();
      await pool.end();
      await database.stop();
    });

    async function storedItems(): Promise<Item[]> {
      const items: Item[] = [];
      const pages = paginateScan({ client: tables }, { TableName: "algoitny_main", ConsistentRead: true });
      for await (const { Items = [] } of pages) items.push(...Items);
      return items;
    }

    it("moves all rows, and misses no change although it is killed", async () => {
      tables = await project.moveUnderTraffic("npx tsx traffic.ts", "us-east-1");
    });

    it("has exactly the items of the rows", async () => {
      const stored = await storedItems();
      expect(stored.length).toBeGreaterThan(1000);
      expect(sorted(stored.map(comparable))).toEqual(sorted(await expectedItems(pool)));
    });

    it("agrees with verify, and ends", async () => {
      await project.done("npx dynamodb-migrate verify --local");
      await project.done("npx dynamodb-migrate follow end --local");
    });

    it("is all that the README says of it", () => {
      expect(project.left("While the application writes")).toEqual([]);
    });
  },
);

import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Item } from "../../migrations/items/item";
import type { RunningDatabase } from "../emulators/database-server";
import { findDynamoDbLocal } from "../emulators/dynamodb-local";
import { findMariaDb } from "../emulators/mariadb";
import type { ProgramRun } from "../emulators/program";
import { both, describeWith } from "../emulators/real-part";
import { runner } from "../emulators/runner";
import { ExampleProject, repository } from "./example-project";
import { runnerCommands } from "./readme-section";

const minutes = 60_000;
const example = join(repository, "examples", "algoitny");
const problems = 60;
const testCases = 40 * 3 + 20;
const items = 200 + problems + testCases + 600 + 960;

describeWith(
  "AlgoItny, from MySQL into one table",
  () => both(findMariaDb(), findDynamoDbLocal()),
  ({ first: mariaDb }) => {
    let database: RunningDatabase;
    let project: ExampleProject;
    let client: DynamoDBClient;

    const migrate = (...parameters: string[]): Promise<ProgramRun> => project.run(...runner(...parameters));

    const ran: string[] = [];

    async function done(...parameters: string[]): Promise<string> {
      const run = await migrate(...parameters);
      ran.push(parameters.join(" "));
      console.log(`dynamodb-migrate ${parameters.join(" ")}: ${run.seconds.toFixed(1)} s\n${run.text}`);
      expect(run.code, run.text).toBe(0);
      return run.text;
    }

    /** What a command prints for programs; what it prints for people stands before. */
    const json = (text: string): unknown => JSON.parse(text.slice(text.search(/^[{[]/m)));

    async function found(index: string, value: string): Promise<Item[]> {
      const command = new QueryCommand({
        ...{ TableName: "algoitny_main", IndexName: index },
        KeyConditionExpression: `${index}PK = :value`,
        ExpressionAttributeValues: { ":value": { S: value } },
      });
      return (await client.send(command)).Items ?? [];
    }

    async function itemAt(pk: string, sk: string): Promise<Item | undefined> {
      const Key = { PK: { S: pk }, SK: { S: sk } };
      return (await client.send(new GetItemCommand({ TableName: "algoitny_main", Key }))).Item;
    }

    beforeAll(async () => {
      database = await mariaDb.start();
      await database.query("CREATE DATABASE algoitny", "USE algoitny");
      const dump = readFileSync(join(example, "mysql", "algoitny.sql"), "utf8");
      await database.query(...dump.split(/;\n/).filter((statement) => statement.trim() !== ""));
      const url = database.url.replace(/shop$/, "algoitny");
      project = new ExampleProject("algoitny", { ...process.env, ALGOITNY_MYSQL_URL: url });
      cpSync(join(example, "migration.yaml"), project.path("migration.yaml"));
      expect((await project.synth()).code).toBe(0);
      const { endpoint } = json(await done("local", "up", "--json")) as {
        endpoint: string;
      };
      const credentials = { accessKeyId: "local", secretAccessKey: "local" };
      client = new DynamoDBClient({ endpoint, region: "us-east-1", credentials });
    }, 3 * minutes);

    afterAll(async () => {
      await migrate("local", "down");
      client.destroy();
      project.remove();
      await database.stop();
    });

    it(
      "is planned, and nothing is written",
      async () => {
        const plan = await done("plan", "--local");
        expect(plan).toContain("usage_logs");
        expect(await itemAt("USR#12345", "META")).toBeUndefined();
      },
      minutes,
    );

    it(
      "can be tried without writing",
      async () => {
        await done("run", "--local", "--dry-run");
        expect(await itemAt("USR#12345", "META")).toBeUndefined();
      },
      minutes,
    );

    it(
      "is taken in, one entity alone first, in batches of another size",
      async () => {
        await done("run", "--local", "--entity", "users", "--batch-size", "10");
        expect(await itemAt("USR#12345", "META")).toMatchObject({ nm: { S: "Ada" }, act: { BOOL: true } });
        expect(await itemAt("HIST#5000", "META")).toBeUndefined();
        await done("run", "--local", "--on-conflict", "skip");
      },
      2 * minutes,
    );

    it(
      "holds exactly what was to be moved",
      async () => {
        expect(await done("verify", "--local")).toContain(
          `${items.toLocaleString("en-US")} items match, none missing`,
        );
      },
      minutes,
    );

    it("has users by their address, however it was written", async () => {
      expect(await found("GSI1", "EMAIL#user7@example.com")).toMatchObject([
        { PK: { S: "USR#12352" }, em: { S: "user7@Example.com" }, act: { BOOL: false } },
      ]);
    });

    it("has the public history alone in its timeline, oldest first", async () => {
      const timeline = await found("GSI2", "PUBLIC");
      expect(timeline).toHaveLength(150);
      expect(timeline.slice(0, 2)).toMatchObject([
        { PK: { S: "HIST#5000" }, GSI2SK: { S: "2025-06-01T12:00:00.000000Z" } },
        { PK: { S: "HIST#5004" } },
      ]);
    });

    it("has test cases beside their problem", async () => {
      expect(await itemAt("PROB#baekjoon#1002", "META")).toMatchObject({
        ...{ tcc: { N: "3" }, tag: { L: [{ S: "math" }, { S: "graph" }] } },
      });
      expect(await itemAt("PROB#baekjoon#1002", "TC#0003")).toMatchObject({ out: { S: "9007199254740993" } });
      expect(await itemAt("PROB#baekjoon#1002", "TC#0004")).toBeUndefined();
    });

    it("lets usage expire 90 days after it was written", async () => {
      const command = new QueryCommand({
        TableName: "algoitny_main",
        KeyConditionExpression: "PK = :user AND begins_with(SK, :usage)",
        ExpressionAttributeValues: { ":user": { S: "USR#12345" }, ":usage": { S: "ULOG#" } },
      });
      const usage = (await client.send(command)).Items ?? [];
      const seconds = usage.map((item) => Number(item["SK"]?.S?.split("#")[1]));
      expect(seconds).toHaveLength(5);
      expect(usage.map((item) => Number(item["ttl"]?.N))).toEqual(
        seconds.map((written) => written + 90 * 24 * 60 * 60),
      );
    });

    it(
      "names an item that somebody has changed",
      async () => {
        const user = { ...(await itemAt("USR#12345", "META")), nm: { S: "Eve" } } as Record<
          string,
          { S: string }
        >;
        const stored = await itemAt("USR#12345", "META");
        await client.send(new PutItemCommand({ TableName: "algoitny_main", Item: user }));
        const run = await migrate("verify", "--local");
        expect(run.code).toBe(1);
        expect(run.text).toMatch(/USR#12345.*nm/);
        await client.send(new PutItemCommand({ TableName: "algoitny_main", Item: { ...stored } }));
      },
      minutes,
    );

    it(
      "is taken back, the second run and the first",
      async () => {
        await done("rollback", "--yes");
        expect(await itemAt("HIST#5000", "META")).toBeUndefined();
        expect(await itemAt("USR#12345", "META")).toBeDefined();
      },
      minutes,
    );

    it("is all that the README says of it", () => {
      const said = runnerCommands("algoitny", "On your machine").filter((line) => line !== "local down");
      expect(said.map((command) => command.replace(/^local up$/, "local up --json"))).toEqual(ran);
    });
  },
);

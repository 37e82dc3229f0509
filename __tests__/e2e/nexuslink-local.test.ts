import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DynamoDBClient, GetItemCommand, QueryCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Item } from "../../migrations/items/item";
import { findDynamoDbLocal } from "../emulators/dynamodb-local";
import type { RunningEmulator } from "../emulators/emulator";
import type { ProgramRun } from "../emulators/program";
import { describeWith } from "../emulators/real-part";
import { programs, repository } from "./example-project";
import { MigratedExample } from "./migrated-example";

const minutes = 60_000;
const region = "ap-southeast-1";
const credentials = { accessKeyId: "local", secretAccessKey: "local" };
/** 25 links with their statistics, 250 clicks, and what goes with them. */
const share = "0.05";

describeWith("NexusLink, from one DynamoDB Local to another", findDynamoDbLocal, (dynamoDbLocal) => {
  let old: RunningEmulator;
  let oldTables: DynamoDBClient;
  let tables: DynamoDBClient;
  let project: MigratedExample;

  beforeAll(async () => {
    old = await dynamoDbLocal.start();
    oldTables = new DynamoDBClient({ region, endpoint: old.endpoint, credentials });
    const variables = { ENVIRONMENT: "prod", NEXUS_AWS_REGION: region, NEXUS_DYNAMO_ENDPOINT: old.endpoint };
    const headings = ["Moving the data", "By way of files"];
    project = new MigratedExample("nexuslink", { ...process.env, ...variables }, headings);
    expect((await project.synth()).code).toBe(0);
    await done("local up");
    const state = JSON.parse(readFileSync(project.path(".dynamodb-migrate", "local.json"), "utf8")) as {
      endpoint: string;
    };
    tables = new DynamoDBClient({ region, endpoint: state.endpoint, credentials });
  }, 2 * minutes);
  afterAll(async () => {
    await project.migrate("local down");
    project.remove();
    tables?.destroy();
    oldTables.destroy();
    await old.stop();
  });

  async function done(line: string, code = 0): Promise<ProgramRun> {
    const run = await project.migrate(line);
    expect(run.code, `${line}\n${run.text}`).toBe(code);
    return run;
  }

  async function all(client: DynamoDBClient, TableName: string): Promise<Item[]> {
    const { Items = [] } = await client.send(new ScanCommand({ TableName, ConsistentRead: true }));
    return Items.toSorted((a, b) => String(a["id"]?.S).localeCompare(String(b["id"]?.S)));
  }

  it(
    "has ten filled tables to begin with",
    async () => {
      const fill = join(repository, "examples", "nexuslink", "fill.ts");
      const { code, text } = await project.run(programs.tsx, fill, "--share", share);
      expect(code, text).toBe(0);
      expect(text.match(/^Nexus\w+: \d+ items$/gm)).toHaveLength(10);
    },
    2 * minutes,
  );

  it(
    "plans all ten, and moves one alone",
    async () => {
      expect((await done("plan --local")).text).toContain("NexusRateLimitSettings");
      await done("run --local --entity settings");
      expect(await all(tables, "NexusSettings")).toHaveLength(3);
      expect(await all(tables, "NexusLinks")).toHaveLength(0);
    },
    2 * minutes,
  );

  it(
    "moves the others behind it, and proves that all arrived",
    async () => {
      await done("run --local --on-conflict skip");
      expect((await done("verify --local")).text).toMatch(/Every item arrived: [\d,]+ items match/);
    },
    2 * minutes,
  );

  it("keeps sets, binaries, nulls and every digit", async () => {
    expect(await all(tables, "NexusNodes")).toEqual(await all(oldTables, "NexusNodes"));
    expect(await all(tables, "NexusLinkStats")).toEqual(await all(oldTables, "NexusLinkStats"));
  });

  it("finds a link by its alias, through the index that the old table lacks", async () => {
    const [link] = await all(oldTables, "NexusLinks");
    const query = new QueryCommand({
      TableName: "NexusLinks",
      IndexName: "alias-index",
      KeyConditionExpression: "#alias = :alias",
      ExpressionAttributeNames: { "#alias": "alias" },
      ExpressionAttributeValues: { ":alias": link?.["alias"] ?? { NULL: true } },
    });
    expect((await tables.send(query)).Items).toEqual([link]);
  });

  it("lets a click expire 90 days after it", async () => {
    const [click] = await all(oldTables, "NexusClickEvents");
    const Key = { id: click?.["id"] ?? { NULL: true } };
    const { Item: moved } = await tables.send(new GetItemCommand({ TableName: "NexusClickEvents", Key }));
    const clickedAt = Math.floor(Date.parse(click?.["clickedAt"]?.S ?? "") / 1000);
    expect(moved).toEqual({ ...click, ttl: { N: String(clickedAt + 90 * 86_400) } });
  });

  it(
    "takes the runs back, the latest first",
    async () => {
      await done("rollback --yes");
      await done("rollback --yes");
      expect(await all(tables, "NexusSettings")).toEqual([]);
      expect(await all(tables, "NexusLinks")).toEqual([]);
    },
    2 * minutes,
  );

  it(
    "goes by way of files too: exported from the old tables, imported into the new ones",
    async () => {
      await done(
        `export --table NexusLinks --table NexusNodes --endpoint ${old.endpoint} --region ${region}`,
      );
      await done("import export --local");
      expect(await all(tables, "NexusLinks")).toEqual(await all(oldTables, "NexusLinks"));
      expect(await all(tables, "NexusNodes")).toEqual(await all(oldTables, "NexusNodes"));
    },
    2 * minutes,
  );

  it("tells the program where its tables are", async () => {
    const { text } = await done(
      "env --local --region-variable NEXUS_AWS_REGION --endpoint-variable NEXUS_DYNAMO_ENDPOINT",
    );
    expect(text).toContain(`NEXUS_AWS_REGION=${region}`);
    expect(text).toContain("NEXUS_DYNAMO_ENDPOINT=http://127.0.0.1:");
  });

  it("has run every command of its README that needs no account", () => {
    expect([...project.left].filter((line) => line.includes("--local"))).toEqual([]);
  });
});

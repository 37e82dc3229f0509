import { join } from "node:path";
import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Item } from "../../migrations/items/item";
import { findDynamoDbLocal } from "../emulators/dynamodb-local";
import type { RunningEmulator } from "../emulators/emulator";
import { describeWith } from "../emulators/real-part";
import { programs, repository } from "./example-project";
import { LiveExample } from "./live-example";

const region = "ap-southeast-1";
const names = [
  ...["NexusLinks", "NexusNodes", "NexusLinkStats", "NexusNodeTokens", "NexusClickEvents", "NexusSettings"],
  ...["NexusLinkGroups", "NexusWebhooks", "NexusLinkVariants", "NexusRateLimitSettings"],
];

describeWith("NexusLink, from a DynamoDB that is written to", findDynamoDbLocal, (dynamoDbLocal) => {
  let old: RunningEmulator;
  let oldTables: DynamoDBClient;
  let tables: DynamoDBClient;
  let project: LiveExample;

  beforeAll(async () => {
    old = await dynamoDbLocal.start();
    const credentials = { accessKeyId: "local", secretAccessKey: "local" };
    oldTables = new DynamoDBClient({ region, endpoint: old.endpoint, credentials });
    const variables = { NEXUS_AWS_REGION: region, NEXUS_DYNAMO_ENDPOINT: old.endpoint };
    project = new LiveExample("nexuslink", { ...process.env, ENVIRONMENT: "prod", ...variables });
    expect((await project.synth()).code).toBe(0);
    const fill = join(repository, "examples", "nexuslink", "fill.ts");
    expect((await project.run(programs.tsx, fill, "--share", "0.05")).code).toBe(0);
  });
  afterAll(async () => {
    await project.close();
    tables?.destroy();
    oldTables.destroy();
    await old.stop();
  });

  async function all(client: DynamoDBClient, TableName: string): Promise<Item[]> {
    const items: Item[] = [];
    const pages = paginateScan({ client }, { TableName, ConsistentRead: true });
    for await (const { Items = [] } of pages) items.push(...Items);
    return items.toSorted((a, b) => (String(a["id"]?.S) < String(b["id"]?.S) ? -1 : 1));
  }

  it("moves all items, and misses no change although it is killed", async () => {
    tables = await project.moveUnderTraffic("npx tsx examples/nexuslink/traffic.ts", region);
  });

  it.each(names)("has exactly the items of %s", async (name) => {
    const wanted = await all(oldTables, name);
    expect(wanted.length).toBeGreaterThan(0);
    const expiring = wanted.map((item) => ({
      ...item,
      ...(name === "NexusClickEvents" && { ttl: { N: String(expiry(item)) } }),
    }));
    expect(await all(tables, name)).toEqual(expiring);
  });

  it("agrees with verify, ends, and tells the program where its tables are", async () => {
    await project.done("npx dynamodb-migrate verify --local");
    await project.done("npx dynamodb-migrate follow end --local");
    await project.done(
      "npx dynamodb-migrate env --local --region-variable NEXUS_AWS_REGION --endpoint-variable NEXUS_DYNAMO_ENDPOINT",
    );
  });

  it("is all that the README says of it", () => {
    expect(project.left("While the program writes")).toEqual([]);
  });
});

/** 90 days after a click, in seconds. */
function expiry({ clickedAt }: Item): number {
  return Math.floor(Date.parse(String(clickedAt?.S)) / 1000) + 90 * 86_400;
}

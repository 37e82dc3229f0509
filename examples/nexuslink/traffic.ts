import { randomBytes, randomUUID } from "node:crypto";
import { parseArgs } from "node:util";
import {
  type AttributeValue,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";

// npx tsx examples/nexuslink/traffic.ts [--writers <n>] [--pause <ms>]
//
// Stands in for NexusLink's program: writes to all ten tables of its DynamoDB, as it does, until Ctrl-C.
const { values } = parseArgs({
  options: { writers: { type: "string", default: "3" }, pause: { type: "string", default: "100" } },
});

const client = new DynamoDBClient({
  endpoint: process.env["NEXUS_DYNAMO_ENDPOINT"] ?? "http://127.0.0.1:8000",
  region: process.env["NEXUS_AWS_REGION"] ?? "ap-southeast-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
});

const S = (text: string): AttributeValue => ({ S: text });
const N = (number: number): AttributeValue => ({ N: String(number) });

/** Links that this process has made and not deleted. */
const links: string[] = [];
/** Clicks, likewise. */
const clicks: string[] = [];

const actions: readonly (() => Promise<unknown>)[] = [
  async () => {
    const id = S(`lnk_${randomUUID()}`);
    const link = {
      id,
      alias: S(`new-${randomUUID()}`),
      url: S("https://example.com/"),
      tags: { SS: ["new"] },
    };
    const stats = { id, clicks: N(0), byCountry: { M: {} } };
    const variant = { id: S(`${id.S}#a`), linkId: id, weight: N(0.7) };
    await client.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName: "NexusLinks", Item: link } },
          { Put: { TableName: "NexusLinkStats", Item: stats } },
          { Put: { TableName: "NexusLinkVariants", Item: variant } },
        ],
      }),
    );
    links.push(id.S as string);
  },
  () =>
    update("NexusLinks", pick(links), "SET active = :value, updatedAt = :at", { ":value": { BOOL: false } }),
  async () => {
    if (links.length < 20) return;
    const [id] = links.splice(random(links.length), 1) as [string];
    for (const [TableName, key] of [
      ["NexusLinkVariants", `${id}#a`],
      ["NexusLinkStats", id],
      ["NexusLinks", id],
    ])
      await client.send(new DeleteItemCommand({ TableName, Key: { id: S(key as string) } }));
  },
  click,
  click,
  async () => {
    if (clicks.length < 20) return;
    const [id] = clicks.splice(random(clicks.length), 1) as [string];
    await client.send(new DeleteItemCommand({ TableName: "NexusClickEvents", Key: { id: S(id) } }));
  },
];

/** Of few items, which change seldom. */
const rareActions: readonly (() => Promise<unknown>)[] = [
  () => update("NexusNodes", `node-${1 + random(4)}`, "SET lastSeenAt = :at"),
  () =>
    put("NexusNodeTokens", { id: S("tok_current"), hash: { B: randomBytes(32) }, revoked: { BOOL: false } }),
  () =>
    update("NexusSettings", "retention", "SET days = :value, changedAt = :at", {
      ":value": N(1 + random(365)),
    }),
  () => put("NexusLinkGroups", { id: S(`grp_${random(50)}`), name: S(randomUUID()), colors: { L: [S("")] } }),
  () => put("NexusWebhooks", { id: S(`whk_${random(5)}`), secret: { B: randomBytes(24) } }),
  () =>
    client.send(new DeleteItemCommand({ TableName: "NexusWebhooks", Key: { id: S(`whk_${random(5)}`) } })),
  () =>
    update("NexusRateLimitSettings", "api", "SET perMinute = :value, changedAt = :at", {
      ":value": N(random(600)),
    }),
];

/** A click, and the statistics of its link. */
async function click(): Promise<void> {
  const id = `clk_${randomUUID()}`;
  const linkId = pick(links);
  if (linkId === undefined) return;
  await put("NexusClickEvents", {
    ...{ id: S(id), linkId: S(linkId), nodeId: S(`node-${1 + random(4)}`), country: S("SG") },
    ...{
      clickedAt: S(now()),
      referrer: { NULL: true },
      visitor: { B: randomBytes(16) },
      latencyMs: N(random(80)),
    },
  });
  clicks.push(id);
  await update("NexusLinkStats", linkId, "SET lastClickAt = :at ADD clicks :value", { ":value": N(1) });
}

function put(TableName: string, Item: Record<string, AttributeValue>): Promise<unknown> {
  return client.send(new PutItemCommand({ TableName, Item }));
}

/** Changes an item that exists. */
async function update(
  TableName: string,
  id: string | undefined,
  UpdateExpression: string,
  more: Record<string, AttributeValue> = {},
): Promise<void> {
  if (id === undefined) return;
  const command = new UpdateItemCommand({
    ...{ TableName, Key: { id: S(id) }, UpdateExpression, ConditionExpression: "attribute_exists(id)" },
    ExpressionAttributeValues: { ":at": S(now()), ...more },
  });
  await client.send(command).catch((error: Error) => {
    // Another writer has deleted it.
    if (error.name !== "ConditionalCheckFailedException") throw error;
  });
}

function now(): string {
  return new Date().toISOString();
}

function random(below: number): number {
  return Math.floor(Math.random() * below);
}

function pick<Member>(members: readonly Member[]): Member | undefined {
  return members[random(members.length)];
}

async function write(): Promise<void> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: "NexusLinks", Limit: 100 }));
  links.push(...Items.map(({ id }) => id?.S ?? ""));
  let isOver = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => (isOver = true));
  let done = 0;
  const writer = async (): Promise<void> => {
    while (!isOver) {
      await (pick(random(20) === 0 ? rareActions : actions) as () => Promise<unknown>)();
      if (++done === 100) console.error("100 actions done; writing until Ctrl-C");
      await new Promise((resolve) => setTimeout(resolve, Number(values.pause)));
    }
  };
  await Promise.all(Array.from({ length: Number(values.writers) }, writer));
  console.error(`${done} actions done`);
}

write().catch((error: unknown) => {
  console.error(`cannot write: ${(error as Error).message}`);
  process.exitCode = 1;
});

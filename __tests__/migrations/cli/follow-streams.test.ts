import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  type DynamoDBClient,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
  type AttributeValue,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { localClient } from "../../../migrations/local/local-client";
import type { FollowState } from "../../../migrations/run-store/follow/follow-state";
import { findDynamoDbLocal } from "../../emulators/dynamodb-local";
import type { RunningEmulator } from "../../emulators/emulator";
import { describeWith } from "../../emulators/real-part";
import { runner } from "../../emulators/runner";
import { seededRandom } from "../../emulators/seeded-random";
import { acknowledged } from "./killed-run";
import { Workspace } from "./workspace";

const authors = 20;
const ranks = 60;
const old = "old-notes";

vi.setConfig({ testTimeout: 240_000 });

type Stored = Record<string, AttributeValue>;

describeWith("following a table that is written to", findDynamoDbLocal, (dynamoDbLocal) => {
  let emulator: RunningEmulator;
  let shop: Workspace;
  let client: DynamoDBClient;

  beforeAll(async () => {
    emulator = await dynamoDbLocal.start();
    shop = await Workspace.make(emulator.endpoint);
    client = localClient(emulator.endpoint);
    await shop.makeTables();
    await shop.file(
      "migration.yaml",
      `
name: copy
source: { dynamodb: "${emulator.endpoint}" }
entities:
  note:
    from: { table: ${old} }
    to: notes
    where: \${row.hidden == false}
    item: { id: "\${row.author}#\${row.rank}", author: "\${row.author}", rank: "\${row.rank}", body: "\${row.body}", count: "\${row.count}" }
`,
    );
  });
  afterAll(async () => {
    client.destroy();
    await shop.remove();
    await emulator.stop();
  });
  beforeEach(async () => {
    await shop.clear();
    await makeOldTable(true);
    await fill();
  });

  async function makeOldTable(hasStream: boolean): Promise<void> {
    if ((await shop.tableNames()).includes(old))
      await client.send(new DeleteTableCommand({ TableName: old }));
    await client.send(
      new CreateTableCommand({
        TableName: old,
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [
          { AttributeName: "author", KeyType: "HASH" },
          { AttributeName: "rank", KeyType: "RANGE" },
        ],
        AttributeDefinitions: [
          { AttributeName: "author", AttributeType: "S" },
          { AttributeName: "rank", AttributeType: "N" },
        ],
        ...(hasStream && { StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" } }),
      }),
    );
  }

  async function fill(): Promise<void> {
    const requests = Array.from({ length: authors * ranks }, (_, index) => ({
      PutRequest: { Item: note(`a${index % authors}`, Math.floor(index / authors), "first", false) },
    }));
    for (let at = 0; at < requests.length; at += 25)
      await client.send(new BatchWriteItemCommand({ RequestItems: { [old]: requests.slice(at, at + 25) } }));
  }

  /** Writes until it is told to stop. */
  function writing(seed: number) {
    const random = seededRandom(seed);
    let isOver = false;
    let count = 0;
    const work = async (): Promise<void> => {
      while (!isOver) {
        await write(random);
        count++;
        await sleep(2);
      }
    };
    const ended = Promise.all([work(), work()]);
    return {
      stop: async () => {
        isOver = true;
        await ended;
        return count;
      },
    };
  }

  /** A new item, one that replaces another, a changed one, one that is hidden or shown, or a deleted one. */
  async function write(random: () => number): Promise<void> {
    const author = `a${Math.floor(random() * authors)}`;
    const rank = Math.floor(random() * ranks * 1.5);
    const kind = random();
    const table = { TableName: old };
    const Key = { author: { S: author }, rank: { N: String(rank) } };
    if (kind < 0.3) await client.send(new DeleteItemCommand({ ...table, Key }));
    else if (kind < 0.6)
      await client.send(
        new PutItemCommand({ ...table, Item: note(author, rank, `put ${random()}`, random() < 0.2) }),
      );
    else
      await client
        .send(
          new UpdateItemCommand({
            ...{ ...table, Key, UpdateExpression: "SET body = :body ADD #count :one" },
            ConditionExpression: "attribute_exists(author)",
            ExpressionAttributeNames: { "#count": "count" },
            ExpressionAttributeValues: { ":body": { S: `updated ${random()}` }, ":one": { N: "1" } },
          }),
        )
        .catch((error: unknown) => {
          if ((error as Error).name !== "ConditionalCheckFailedException") throw error;
        });
  }

  function started(line: string): ChildProcess {
    const [command, ...all] = runner(...line.split(" "), "--endpoint", shop.endpoint);
    return spawn(command, all, { cwd: shop.folder, stdio: "ignore" });
  }

  const exitOf = async (child: ChildProcess): Promise<number | null> =>
    child.exitCode ?? ((await once(child, "exit")) as [number | null])[0];

  /** Waits until something has come, then ends the process at once. */
  async function killed(child: ChildProcess, hasCome: () => Promise<boolean>): Promise<void> {
    await expect.poll(hasCome, { timeout: 120_000, interval: 10 }).toBe(true);
    child.kill("SIGKILL");
    await exitOf(child);
  }

  async function followState(): Promise<FollowState | undefined> {
    const parent = join(shop.folder, ".dynamodb-migrate");
    const [run = ""] = await readdir(parent).catch(() => []);
    const text = await readFile(join(parent, run, "follow.json"), "utf8").catch(() => undefined);
    return text === undefined ? undefined : (JSON.parse(text) as FollowState);
  }

  const written = async (): Promise<number> => {
    const { written: puts = 0, deleted = 0 } = (await followState())?.counts ?? {};
    return puts + deleted;
  };

  async function all(table: string): Promise<Stored[]> {
    const items: Stored[] = [];
    for (let after: Stored | undefined; ;) {
      const page = await client.send(
        new ScanCommand({ TableName: table, ConsistentRead: true, ExclusiveStartKey: after }),
      );
      items.push(...(page.Items ?? []));
      after = page.LastEvaluatedKey;
      if (!after) return items;
    }
  }

  /** What the new table must hold, by its keys, without the runner's code. */
  async function expected(): Promise<Map<string, unknown>> {
    const shown = (await all(old)).filter(({ hidden }) => hidden?.BOOL === false);
    return new Map(shown.map((item) => [`${item["author"]?.S}#${item["rank"]?.N}`, plain(item)]));
  }

  async function found(): Promise<Map<string, unknown>> {
    return new Map((await all("shop-dev-notes")).map((item) => [item["id"]?.S ?? "", plain(item)]));
  }

  const plain = ({ author, rank, body, count }: Stored) => ({ author, rank, body, count });

  it("copies it without a difference through kills at every step", async () => {
    const writers = writing(7);
    await killed(started("run --follow --batch-size 5 --concurrency 2"), async () => {
      return (await acknowledged(shop)).length > 50;
    });
    await killed(started("run --follow"), async () => (await written()) > 20);
    for (let round = 0; round < 3; round++) {
      const before = await written();
      await killed(started("follow"), async () => (await written()) > before + 30);
    }
    expect(await writers.stop()).toBeGreaterThan(200);
    expect(await exitOf(started("follow --until caught-up"))).toBe(0);
    expect(await found()).toEqual(await expected());

    const command = (line: string) => shop.command(`${line} --endpoint ${shop.endpoint}`);
    const { out } = await command("follow status --json");
    expect(JSON.parse(out)).toMatchObject({ phase: "stopped", dirty: 0, rejected: 0 });
    expect((JSON.parse(out) as { retentionLeftSeconds: number }).retentionLeftSeconds).toBeGreaterThan(
      80_000,
    );
    expect(await command("follow end")).toMatchObject({ code: 0 });
    expect(await command("follow")).toMatchObject({ code: 2, errorCode: "not-followed" });
  });

  it("is refused with the line that enables the stream if the table has none", async () => {
    await makeOldTable(false);
    const { code, errorCode, error } = await shop.command("run --follow");
    expect({ code, errorCode }).toEqual({ code: 3, errorCode: "log-unusable" });
    expect(error.join("\n")).toContain("table old-notes has no stream");
    expect(error.join("\n")).toContain("`stream: keys-only` in tables.yaml");
  });
});

function note(author: string, rank: number, body: string, hidden: boolean): Stored {
  return {
    ...{ author: { S: author }, rank: { N: String(rank) }, body: { S: body } },
    ...{ hidden: { BOOL: hidden }, count: { N: "0" } },
  };
}

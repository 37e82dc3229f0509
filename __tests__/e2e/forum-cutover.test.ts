import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { jsonFileStore } from "../../cutover/stores/json-file-store";
import { loadRecordMapping } from "../../cutover/stores/migration-mapping";
import { findDynamoDbLocal } from "../emulators/dynamodb-local";
import { describeWith } from "../emulators/real-part";
import { bundledExample } from "./cutover/bundled-example";
import { CutoverEnvironment } from "./cutover/cutover-environment";
import { outputsOf } from "./cutover/example-tables";
import { CountingClient, RecordsClient } from "./cutover/load";
import type { PhaseDriver } from "./cutover/phase-driver";
import { ServiceProcess } from "./cutover/service-process";
import { differences, itemsInTable, plainJson, type Plain, recordsInJson } from "./cutover/stored-states";

const key = { users: "userId", threads: "threadId", posts: "postId" };
type Kind = keyof typeof key;
const kinds = Object.keys(key) as Kind[];

const outputs = outputsOf({
  users: { name: "forum-users", partitionKey: "userId", indexes: { EmailIndex: { partitionKey: "email" } } },
  threads: { name: "forum-threads", partitionKey: "threadId" },
  posts: {
    ...{ name: "forum-posts", partitionKey: "postId", sortKey: "threadId" },
    indexes: { ThreadIndex: { partitionKey: "threadId", sortKey: "createdAt:N" } },
  },
});

describeWith("the forum's services", findDynamoDbLocal, (dynamoDbLocal) => {
  let site: CutoverEnvironment;
  const services = new Map<Kind, ServiceProcess[]>();

  beforeAll(async () => {
    site = await CutoverEnvironment.start(dynamoDbLocal, outputs);
    for (const kind of kinds) {
      await mkdir(join(site.folder, kind));
      await writeFile(join(site.folder, kind, "db.json"), await firstRecords(kind));
    }
    for (const kind of kinds) await (await driverOf(kind, 0)).init();
    const environment = { ...site.variables, FORUM_DATA: site.folder };
    const programs = join(site.folder, "programs");
    const beside = ["examples/forum/migration.yaml"];
    const bundled = kinds.map((kind) => bundledExample(`examples/forum/${kind}/server.ts`, beside, programs));
    // No process may read what is still being written.
    const files = await Promise.all(bundled);
    await Promise.all(
      kinds.map(async (kind, index) => {
        const start = () => ServiceProcess.start(files[index] as string, environment, `/${kind}/health`);
        // Two processes change the same file of threads.
        services.set(kind, await Promise.all(kind === "threads" ? [start(), start()] : [start()]));
      }),
    );
  });

  afterAll(async () => {
    await Promise.all([...services.values()].flat().map((service) => service.stop()));
    await site.stop();
  });

  function urlsOf(kind: Kind): string[] {
    return (services.get(kind) ?? []).map(({ url }) => `${url}/${kind}`);
  }

  async function driverOf(kind: Kind, processes = urlsOf(kind).length): Promise<PhaseDriver> {
    const mapping = await loadRecordMapping({
      ...{ migration: "examples/forum/migration.yaml", outputs, entity: kind, key: key[kind] },
    });
    const old = jsonFileStore({ path: join(site.folder, kind, "db.json"), mapping });
    return site.driver({ mapping, old, processes });
  }

  async function inFile(kind: Kind): Promise<Map<string, Plain>> {
    const text = await readFile(join(site.folder, kind, "db.json"), "utf8");
    return recordsInJson(text, kind === "posts" ? undefined : kind, key[kind]);
  }

  function inTable(kind: Kind): Promise<Map<string, Plain>> {
    return itemsInTable(site.client, `forum-${kind}`, (item) => item[key[kind]]?.S ?? "");
  }

  it("lose no write on the way to DynamoDB and back, while they are killed", async () => {
    const viewed = [...(await inFile("threads")).keys()][0] as string;
    const clients = kinds.map(
      (kind, seed) =>
        new RecordsClient({
          ...{ urls: () => urlsOf(kind), seed: seed + 1, restMs: 100 },
          keys: Array.from({ length: 12 }, (_, index) => `own-${index}`),
          make: (id, number) => recordOf(kind, id, number),
        }),
    );
    const counters = [0, 1].map(
      (index) => new CountingClient(() => `${urlsOf("threads")[index]}/${viewed}/views`, 100),
    );
    const load = [...clients, ...counters];
    const drivers = await Promise.all(kinds.map((kind) => driverOf(kind)));
    const all = (take: (driver: PhaseDriver) => Promise<void>) => Promise.all(drivers.map(take));
    const everyone = [...services.values()].flat();
    const kill = async (index: number) =>
      site.forget(await everyone[index % everyone.length]?.killAndRestart());
    const pausedAndSame = async () => {
      await Promise.all(load.map((one) => one.pause()));
      await all((driver) => driver.settled());
      for (const kind of kinds) expect(differences(await inFile(kind), await inTable(kind))).toEqual([]);
      load.forEach((one) => one.resume());
    };

    await all((driver) => driver.advance());
    await kill(0);
    await Promise.all(
      drivers.map(async (driver, index) => driver.backfill([...(await inFile(kinds[index] as Kind)).keys()])),
    );
    await kill(1);
    await all((driver) => driver.advance());
    await all((driver) => driver.record("verified"));
    await all((driver) => driver.percent(50));
    await kill(2);
    await all((driver) => driver.percent(100));
    await pausedAndSame();
    await all((driver) => driver.flip("new"));
    await kill(3);
    await kill(1);
    await pausedAndSame();
    await all((driver) => driver.flip("old"));
    await kill(0);
    await pausedAndSame();
    await all((driver) => driver.back());
    await Promise.all(load.map((one) => one.stop()));
    await all((driver) => driver.settled());

    for (const [index, kind] of kinds.entries()) {
      const [file, table] = [await inFile(kind), await inTable(kind)];
      expect(differences(file, table)).toEqual([]);
      const { expected } = clients[index] as RecordsClient;
      const stored = new Map([...file].map(([id, text]) => [id, { text }]));
      const isSame = (wanted: object | undefined, found: object | undefined) =>
        (wanted && plainJson(wanted)) === (found as { text: Plain } | undefined)?.text;
      expect(expected.lost((id) => stored.get(id), isSame)).toEqual([]);
      expect(expected.acknowledged).toBeGreaterThan(20);
    }
    const views = Number(
      /"views":#(\d+)e(\d+)/
        .exec((await inFile("threads")).get(viewed) ?? "")
        ?.slice(1)
        .join("e"),
    );
    const counted = counters.reduce((sum, one) => sum + one.acknowledged, 0);
    const perhaps = counters.reduce((sum, one) => sum + one.unanswered, 0);
    expect(counted).toBeGreaterThan(10);
    expect(views).toBeGreaterThanOrEqual(counted);
    expect(views).toBeLessThanOrEqual(counted + perhaps);
    console.log(
      `forum: ${clients.map(({ expected }) => `${expected.acknowledged} (+ ${expected.unanswered})`).join(", ")} changes, ` +
        `${counted} (+ ${perhaps}) views, stops ${drivers.flatMap(({ stops }) => stops.map(Math.round)).join(", ")} ms`,
    );
  });
});

/** The first records of the example's own file; the counted thread has no views yet. */
async function firstRecords(kind: Kind): Promise<string> {
  const lines = (await readFile(`examples/forum/${kind}/db.json`, "utf8")).split("\n").slice(1, 16);
  const list = lines.map((line) => line.replace(/,$/, "").replace(/"views":\d+/, '"views":0')).join(",\n");
  return kind === "posts" ? `[\n${list}\n]\n` : `{"${kind}":[\n${list}\n]}\n`;
}

function recordOf(kind: Kind, id: string, number: number): Record<string, unknown> {
  const rest = number % 3 === 0 ? {} : { note: `note ${number} é`, tags: ["a", number], deep: { x: null } };
  const post = { threadId: "thr_1", createdAt: 1551836308360 + number, body: `post ${number}` };
  return { [key[kind]]: id, ...(kind === "posts" && post), number, half: number / 2, ...rest };
}

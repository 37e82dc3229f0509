import { readdir } from "node:fs/promises";
import { Agent } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Item } from "../../../migrations/items/item";
import { findDynamoDbLocal } from "../../emulators/dynamodb-local";
import type { RunningEmulator } from "../../emulators/emulator";
import { type FaultProxy, startFaultProxy } from "../../emulators/fault-proxy";
import { ask, jsonAnswer, operationOf } from "../../emulators/http-exchange";
import { startProxyServer } from "../../emulators/proxy-server";
import { describeWith } from "../../emulators/real-part";
import { seededRandom } from "../../emulators/seeded-random";
import { exportIn, jsonFile } from "./copied-files";
import { type Ended, isAlive, killWorkers, outcomeIn, startRunner, workersOf } from "./worker-processes";
import { Workspace } from "./workspace";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

/** About 2.5 KB each, so that the table has several pages. */
const notes: Item[] = Array.from({ length: 600 }, (_, index) => ({
  id: { S: `n${index}` },
  rank: { N: String(index) },
  exact: { N: "12345678901234567890.123456789" },
  bytes: { B: new Uint8Array([0, 255, index % 256]) },
  title: { S: `ünïcode\n${index} `.repeat(180) },
}));

describeWith("backup, export and restore with several workers", findDynamoDbLocal, (dynamoDb) => {
  let emulator: RunningEmulator;
  let slow: FaultProxy;
  let shop: Workspace;
  /** How a backup by two workers ended. */
  let two: Ended;

  beforeAll(async () => {
    emulator = await dynamoDb.start();
    slow = await startFaultProxy({ target: emulator.endpoint, seed: 1, maxDelayMs: 300 });
    shop = await Workspace.make(emulator.endpoint);
    await shop.makeTables();
    await shop.fill("shop-dev-notes", notes);
    await shop.put("tags", { id: { S: "t1" }, name: { S: "x" } });
    await shop.makeOldTable("empty", []);
    expect((await start("backup --to one").ended).code).toBe(0);
    expect((await start("backup --format json --to one").ended).code).toBe(0);
    two = await start("backup --to two --workers 2").ended;
  });
  afterAll(async () => {
    await shop.remove();
    await slow.close();
    await emulator.stop();
  });

  const path = (...names: string[]) => join(shop.folder, ...names);
  const names = (folder: string) => readdir(path(folder)).catch(() => []);

  function start(line: string, endpoint = shop.endpoint) {
    const place = /^(status|rollback)/.test(line) ? [] : ["--endpoint", endpoint];
    return startRunner(shop.folder, [...line.split(" "), ...place]);
  }

  /** What a command says, without sizes and times, which depend on how the items are divided. */
  const unsized = (lines: readonly string[]) =>
    lines.map((line) =>
      line.replace(/ +[\d.,]+ (bytes|[KM]B) +[\d.]+ m?s /, "").replace(/(size|time) +/g, ""),
    );

  /** All items of the table of notes, by a backup to a folder. */
  async function stored(folder: string) {
    await start(`backup notes --to ${folder}`).ended;
    return exportIn(path(folder, "shop-dev-notes"));
  }

  /** The outcome of the only run. */
  async function outcome() {
    const [run = ""] = await names(".dynamodb-migrate");
    return outcomeIn(path(".dynamodb-migrate", run));
  }

  it("copies every table as one process does, each item once", async () => {
    const one = await exportIn(path("one/shop-dev-notes"));
    expect(one.files).toBe(1);
    expect(await exportIn(path("two/shop-dev-notes"))).toEqual({ ...one, files: 4 });
    expect(await exportIn(path("two/shop-dev-tags"))).toEqual(await exportIn(path("one/shop-dev-tags")));
    expect(two.code).toBe(0);
    const { lines } = await start("backup --to six").ended;
    expect(unsized(two.lines)).toEqual(unsized(lines).map((line) => line.replaceAll("six", "two")));
    expect(await names(".dynamodb-migrate")).toEqual([]);
  });

  it("writes JSON files and exports, also of an empty table and with a rate", async () => {
    await start("backup notes --format json --to two --workers 2 --rate 100000").ended;
    expect(await jsonFile(path("two/shop-dev-notes.json"))).toEqual(
      await jsonFile(path("one/shop-dev-notes.json")),
    );
    expect((await start("export --table empty --workers 2 --to exports").ended).code).toBe(0);
    const [id = ""] = await names("exports/empty/AWSDynamoDB");
    expect(await exportIn(path("exports/empty/AWSDynamoDB", id))).toMatchObject({ files: 1, items: [] });
    expect(await names(".dynamodb-migrate")).toEqual([]);
  });

  it("has the same result if its workers are killed", async () => {
    // A rate makes many small pages of the parts: files are not whole when their workers are killed.
    const started = start("backup notes --to killed --workers 2 --rate 200", slow.endpoint);
    await killWorkers(started, { random: seededRandom(7), times: 3, maxMs: 800 });
    const { code, lines } = await started.ended;
    expect(lines.filter((line) => line.includes("exited unexpectedly")).length).toBeGreaterThan(0);
    expect(code).toBe(0);
    const one = await exportIn(path("one/shop-dev-notes"));
    expect(await exportIn(path("killed/shop-dev-notes"))).toEqual({ ...one, files: 4 });
  });

  it.each([
    ["SIGINT", 130, /^$/],
    ["SIGKILL", null, /^shop-dev-notes\.partial-\d+-[0-9a-f]{8}$/],
  ] as const)("leaves no worker and no backup if it is ended by %s", async (name, code, left) => {
    const to = name.toLowerCase();
    const { child, ended } = start(`backup notes --to ${to} --workers 2 --rate 100`, slow.endpoint);
    const written = async () => {
      const [partial = ""] = await names(to);
      return (await names(join(to, partial, "data"))).length;
    };
    await expect.poll(written, { timeout: 60_000, interval: 5 }).toBeGreaterThan(0);
    const pids = await workersOf(child.pid ?? 0);
    child.kill(name);
    expect((await ended).code).toBe(code);
    await expect.poll(() => pids.filter(isAlive), { timeout: 60_000 }).toEqual([]);
    await expect.poll(() => names(".dynamodb-migrate"), { timeout: 60_000 }).toEqual([]);
    expect((await names(to)).join()).toMatch(left);
    expect((await start(`backup notes --to ${to}`).ended).code).toBe(0);
    expect(await names(to)).toEqual(["shop-dev-notes"]);
  });

  it("ends as one process does if the table cannot be read", async () => {
    const agent = new Agent();
    const proxy = await startProxyServer((question) =>
      operationOf(question.headers) === "Scan"
        ? Promise.resolve(
            jsonAnswer(400, { __type: "com.amazon.coral#AccessDeniedException", Message: "no" }),
          )
        : ask(emulator.endpoint, question, agent),
    );
    const one = await start("backup notes --to denied", proxy.endpoint).ended;
    expect(one.code).toBe(3);
    expect(one.lines).toContain("Code: table-unreadable");
    expect(await start("backup notes --to denied --workers 2", proxy.endpoint).ended).toEqual(one);
    expect(await names("denied")).toEqual([]);
    await proxy.close();
    agent.destroy();
  });

  it("restores what one process does, although its workers and the command are killed, and can be rolled back", async () => {
    await shop.clear();
    await start("restore one/shop-dev-notes").ended;
    const one = await outcome();
    await shop.clear();
    const slowly = "restore two/shop-dev-notes --workers 2 --concurrency 2";
    const { child, ended } = start(slowly, slow.endpoint);
    const arrived = async () => (await shop.ids("notes")).length;
    await expect.poll(arrived, { timeout: 60_000, interval: 200 }).toBeGreaterThan(50);
    const pids = await workersOf(child.pid ?? 0);
    child.kill("SIGKILL");
    await ended;
    await expect.poll(() => pids.filter(isAlive), { timeout: 60_000 }).toEqual([]);
    expect((await start("status").ended).lines.join("\n")).toContain(" interrupted ");

    const again = start(slowly, slow.endpoint);
    await killWorkers(again, { random: seededRandom(3), times: 2, maxMs: 600 });
    const { code, lines } = await again.ended;
    expect(lines[0]).toMatch(/^Resuming run restore-shop-dev-notes-\S+: .+ shards? left/);
    expect(lines.filter((line) => line.includes("exited unexpectedly")).length).toBeGreaterThan(0);
    expect(code).toBe(0);
    expect(await stored("restored")).toEqual(await exportIn(path("one/shop-dev-notes")));
    expect(await outcome()).toEqual(one);
    expect((await start("rollback --yes").ended).code).toBe(0);
    expect(await shop.items("notes")).toEqual([]);
  });

  it("restores several tables and JSON files, within a rate", async () => {
    await shop.clear();
    await start("restore one/shop-dev-notes.json one/shop-dev-tags.json --workers 2 --rate 100000").ended;
    expect(await stored("from-json")).toEqual(await exportIn(path("one/shop-dev-notes")));
    expect(await shop.ids("tags")).toEqual(["t1"]);
  });

  it("refuses to restore one file by several workers", async () => {
    const { code, lines } = await start("restore one/shop-dev-notes --workers 2").ended;
    expect(lines).toEqual([
      "--workers 2: one/shop-dev-notes has its items in one file, which one process reads; omit --workers (backup --workers writes several files)",
      "Code: files-not-split",
    ]);
    expect(code).toBe(2);
  });
});

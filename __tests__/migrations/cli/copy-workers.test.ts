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
import { isAlive, killWorkers, startRunner, workersOf } from "./worker-processes";
import { Workspace } from "./workspace";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

/** About 2.5 KB each, so that the table has several pages. */
const notes: Item[] = Array.from({ length: 1200 }, (_, index) => ({
  id: { S: `n${index}` },
  rank: { N: String(index) },
  exact: { N: "12345678901234567890.123456789" },
  bytes: { B: new Uint8Array([0, 255, index % 256]) },
  title: { S: `ünïcode\n${index} `.repeat(180) },
}));

describeWith("backup and export with several workers", findDynamoDbLocal, (dynamoDb) => {
  let emulator: RunningEmulator;
  let slow: FaultProxy;
  let shop: Workspace;

  beforeAll(async () => {
    emulator = await dynamoDb.start();
    slow = await startFaultProxy({ target: emulator.endpoint, seed: 1, maxDelayMs: 500 });
    shop = await Workspace.make(emulator.endpoint);
    await shop.makeTables();
    await shop.fill("shop-dev-notes", notes);
    await shop.put("tags", { id: { S: "t1" }, name: { S: "x" } });
    await shop.makeOldTable("empty", []);
    expect((await shop.command("backup --to one")).code).toBe(0);
    expect((await shop.command("backup --format json --to one")).code).toBe(0);
  });
  afterAll(async () => {
    await shop.remove();
    await slow.close();
    await emulator.stop();
  });

  const path = (...names: string[]) => join(shop.folder, ...names);
  const names = (folder: string) => readdir(path(folder)).catch(() => []);

  function start(line: string, endpoint = shop.endpoint) {
    const place = line.includes("--endpoint") ? [] : ["--endpoint", endpoint];
    return startRunner(shop.folder, [...line.split(" "), ...place]);
  }

  /** What a command says, without sizes and times, which depend on how the items are divided. */
  const unsized = (lines: readonly string[]) =>
    lines.map((line) =>
      line.replace(/ +[\d.,]+ (bytes|[KM]B) +[\d.]+ m?s /, "").replace(/(size|time) +/g, ""),
    );

  it("copies every table as one process does, each item once", async () => {
    const { code, lines } = await start("backup --to two --workers 2").ended;
    const one = await exportIn(path("one/shop-dev-notes"));
    const two = await exportIn(path("two/shop-dev-notes"));
    expect(one.files).toBe(1);
    expect(two).toEqual({ ...one, files: 4 });
    expect(await exportIn(path("two/shop-dev-tags"))).toEqual(await exportIn(path("one/shop-dev-tags")));
    expect(code).toBe(0);
    const { error } = await shop.command("backup --to six");
    expect(unsized(lines)).toEqual(unsized(error).map((line) => line.replaceAll("six", "two")));
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
    const started = start("backup notes --to killed --workers 2", slow.endpoint);
    await killWorkers(started, { random: seededRandom(7), times: 3, maxMs: 1000 });
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
    const { child, ended } = start(`backup notes --to ${to} --workers 2`, slow.endpoint);
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
    expect((await shop.command(`backup notes --to ${to}`)).code).toBe(0);
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
    const line = `backup notes --to denied --endpoint ${proxy.endpoint}`;
    const { code, error, errorCode } = await shop.command(line);
    expect({ code, errorCode }).toEqual({ code: 3, errorCode: "table-unreadable" });
    const lines = [...error, `Code: ${errorCode}`];
    expect(await start(`${line} --workers 2`).ended).toEqual({ code, lines });
    expect(await names("denied")).toEqual([]);
    await proxy.close();
    agent.destroy();
  });

  it.each([
    [
      "backup --workers 2 --on-demand",
      "options-conflict",
      "--workers and --on-demand are mutually exclusive",
    ],
    ["export --workers 2 --s3 s3://exports/x", "options-conflict", "omit --workers"],
    ["backup --workers 2", "workers-unavailable", "--workers needs the dynamodb-migrate command line"],
  ])("%s is refused with %s if it cannot work", async (line, code, message) => {
    const refused = await shop.command(line);
    expect(refused).toMatchObject({ code: 2, errorCode: code });
    expect(refused.error.join("\n")).toContain(message);
  });

  it("refuses more workers than a machine can start", async () => {
    const { code, error } = await shop.command("backup --workers 257");
    expect(error.join("\n")).toContain(
      "expected at most 256 processes, since all run on this machine, got 257",
    );
    expect(code).toBe(2);
  });
});

import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Item } from "../../../migrations/items/item";
import { findDynalite } from "../../emulators/dynalite";
import type { RunningEmulator } from "../../emulators/emulator";
import { type FaultProxy, startFaultProxy } from "../../emulators/fault-proxy";
import { describeWith } from "../../emulators/real-part";
import { seededRandom } from "../../emulators/seeded-random";
import { isAlive, killWorkers, startRunner, workersOf } from "./worker-processes";
import { Workspace } from "./workspace";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const rowCount = 600;
const migration = `
name: shop
source: { jsonl: . }
entities:
  note: { from: { file: notes.jsonl }, to: notes }
  guest: { from: { file: guests.jsonl }, to: notes }
  tag: { from: { file: tags.jsonl }, to: tags }
`;

const text = "ünïcode ".repeat(90);

/** Rows of about 1 KB, some with the keys of rows far before them, some that become no item. */
function rows(prefix: string, count: number): string {
  const lines = Array.from({ length: count }, (_, index) => {
    if (index % 140 === 139) return JSON.stringify({ id: index });
    if (index % 50 === 45)
      return JSON.stringify({ id: `n${(index * 7) % rowCount}`, rank: index, title: "again" });
    return JSON.stringify({ id: `${prefix}${index}`, rank: index, title: text });
  });
  return `${lines.join("\n")}\n`;
}

const tags = JSON.stringify({ id: "t1", name: "x" });

describeWith("a verification with several workers", findDynalite, (dynalite) => {
  let emulator: RunningEmulator;
  let slow: FaultProxy;
  let shop: Workspace;

  beforeAll(async () => {
    emulator = await dynalite.start();
    slow = await startFaultProxy({ target: emulator.endpoint, seed: 1, maxDelayMs: 200 });
    shop = await Workspace.make(emulator.endpoint);
    await shop.makeTables();
    await shop.file("migration.yaml", migration);
    await shop.file("notes.jsonl", rows("n", rowCount));
    await shop.file("guests.jsonl", rows("g", 200));
    await shop.file("tags.jsonl", tags);
    expect((await shop.command("run")).code).toBe(1);
  });
  afterAll(async () => {
    await shop.remove();
    await slow.close();
    await emulator.stop();
  });

  const runs = (): string => join(shop.folder, ".dynamodb-migrate");

  function start(line: readonly string[], endpoint = shop.endpoint) {
    return startRunner(shop.folder, [...line, "--endpoint", endpoint]);
  }

  /** How the command ends, and what it says and lists. The table has no order. */
  async function outcome(line: string) {
    const { code, lines } = await start(line.split(" ")).ended;
    const differences = await shop.read(".dynamodb-migrate/differences.jsonl").catch(() => "");
    return { code, lines: lines.toSorted(), differences: differences.split("\n").toSorted() };
  }

  async function folders(): Promise<string[]> {
    return (await readdir(runs())).filter((name) => name.startsWith("verify-"));
  }

  /** Changes what the table holds: some items are gone, some are others, and some are of nobody. */
  async function disturb(): Promise<readonly Item[]> {
    const before = await shop.items("notes");
    for (const id of ["n1", "n320", "n315", "g7"]) await shop.deleteItem("notes", { id: { S: id } });
    await shop.put("notes", { id: { S: "n2" }, rank: { N: "2" }, title: { S: "another" } });
    await shop.put("notes", { id: { S: "n46" }, rank: { N: "46" }, bytes: { B: new Uint8Array([1, 2]) } });
    await shop.put("notes", { id: { S: "extra" }, rank: { N: "1" } });
    await shop.deleteItem("tags", { id: { S: "t1" }, name: { S: "x" } });
    return before;
  }

  it("says, lists and ends as one process does, if all is the same and if it is not", async () => {
    const same = await outcome("verify");
    expect(same).toMatchObject({ code: 1, differences: [""] });
    expect(await outcome("verify --workers 3")).toEqual(same);
    await disturb();
    const one = await outcome("verify");
    expect(one.differences.filter((line) => line !== "")).toHaveLength(8);
    expect(await outcome("verify --workers 1")).toEqual(one);
    expect(await outcome("verify --workers 3")).toEqual(one);
    const ofSome = await outcome("verify --entity guest");
    expect(ofSome.lines.join("\n")).toContain("other items");
    expect(await outcome("verify --workers 2 --entity guest")).toEqual(ofSome);
    expect(await outcome("verify --workers 2 --read-rate 100000")).toEqual(one);
    expect(await folders()).toEqual([]);
  });

  it("compares again after a repair", async () => {
    await disturb();
    const repaired = await outcome("verify --workers 2 --repair");
    expect(repaired.lines).toContainEqual(expect.stringMatching(/^Writing 7 missing or changed items/));
    expect((await outcome("verify")).differences.filter((line) => line !== "")).toEqual([
      expect.stringContaining("extra"),
    ]);
    await shop.deleteItem("notes", { id: { S: "extra" } });
  });

  it("has the same result if its workers are killed", async () => {
    await disturb();
    const one = await outcome("verify");
    const started = start(["verify", "--workers", "2"], slow.endpoint);
    const killed = await killWorkers(started, { random: seededRandom(7), times: 4, maxMs: 700 });
    const { code, lines } = await started.ended;
    expect(killed).toBeGreaterThan(0);
    expect(lines.filter((line) => line.includes("exited unexpectedly")).length).toBeGreaterThan(0);
    const differences = await shop.read(".dynamodb-migrate/differences.jsonl");
    expect({
      code,
      lines: lines.filter((line) => !line.startsWith("worker")).toSorted(),
      differences: differences.split("\n").toSorted(),
    }).toEqual(one);
  });

  it.each([
    ["SIGINT", 130],
    ["SIGKILL", null],
  ] as const)("leaves no worker and no file if it is ended by %s", async (name, code) => {
    const { child, ended } = start(["verify", "--workers", "2"], slow.endpoint);
    await expect.poll(folders, { timeout: 60_000, interval: 20 }).toHaveLength(1);
    const workers = async () => workersOf(child.pid ?? 0);
    await expect.poll(workers, { timeout: 60_000, interval: 20 }).toHaveLength(2);
    const pids = await workers();
    // A worker that has not started yet does not know its parent.
    await sleep(1500);
    child.kill(name);
    expect((await ended).code).toBe(code);
    await expect.poll(() => pids.filter(isAlive), { timeout: 60_000 }).toEqual([]);
    await expect.poll(folders, { timeout: 60_000 }).toEqual([]);
  });

  it("ends as one process does if a file cannot be read", async () => {
    await shop.file("broken.yaml", migration.replace("guests.jsonl", "missing.jsonl"));
    const one = await outcome("verify broken.yaml");
    expect(one.code).toBe(3);
    expect(await outcome("verify broken.yaml --workers 2")).toEqual(one);
  });

  it.each([
    ["verify --workers 2 --limit 5", "options-conflict"],
    ["verify --workers 2 --sample 5", "options-conflict"],
    ["verify --workers 2 --live", "options-conflict"],
    ["verify --workers 2 --outputs -", "options-conflict"],
    ["verify --workers 2", "workers-unavailable"],
  ])("%s is refused with %s if it cannot work", async (line, code) => {
    expect(await shop.command(line)).toMatchObject({ code: 2, errorCode: code });
  });
});

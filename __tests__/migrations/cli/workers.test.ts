import { readdir } from "node:fs/promises";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { Item } from "../../../migrations/items/item";
import { seededRandom } from "../../emulators/seeded-random";
import { findDynalite } from "../../emulators/dynalite";
import type { RunningEmulator } from "../../emulators/emulator";
import { type FaultProxy, startFaultProxy } from "../../emulators/fault-proxy";
import { describeWith } from "../../emulators/real-part";
import { outcomeIn, signal, startRunner, workersOf } from "./worker-processes";
import { Workspace } from "./workspace";

const rowCount = 700;
/** Runs that are killed; a campaign has hundreds. */
const rounds = Number(process.env["WORKERS_ROUNDS"] ?? 1);

vi.setConfig({ testTimeout: 180_000 * rounds, hookTimeout: 120_000 });
const migration = `
name: shop
source: { jsonl: . }
entities:
  note: { from: { file: notes.jsonl }, to: notes }
  tag: { from: { file: tags.jsonl }, to: tags }
`;

/** Rows with keys that are repeated far away, rows that are rejected, and a blank line. */
function notes(): string {
  const lines = Array.from({ length: rowCount }, (_, index) => {
    if (index % 140 === 139) return `{"id": ${index}}`;
    if (index % 200 === 150) return `{"id": "n${index - 140}", "rank": ${index}, "title": "again"}`;
    if (index === 333) return "\n{broken";
    return JSON.stringify({ id: `n${index}`, rank: index, title: "ünïcode ".repeat(90) });
  });
  return `${lines.join("\n")}\n`;
}

const maxWorkers = rounds > 1 ? 4 : 2;
const slowly = ["--batch-size", "5", "--concurrency", "1"];

const tags = Array.from({ length: 40 }, (_, index) => JSON.stringify({ id: `t${index}`, name: "x" })).join(
  "\n",
);

describeWith("a run with several workers", findDynalite, (dynalite) => {
  let emulator: RunningEmulator;
  let slow: FaultProxy;
  let shop: Workspace;
  let expected: Awaited<ReturnType<typeof facts>>;

  beforeAll(async () => {
    emulator = await dynalite.start();
    slow = await startFaultProxy({ target: emulator.endpoint, seed: 1, maxDelayMs: 40 });
    shop = await Workspace.make(slow.endpoint);
    await shop.makeTables();
    await shop.file("migration.yaml", migration);
    await shop.file("notes.jsonl", notes());
    await shop.file("tags.jsonl", tags);
    expect((await shop.command("run --json")).code).toBe(1);
    expected = await facts();
  });
  afterAll(async () => {
    await shop.remove();
    await slow.close();
    await emulator.stop();
  });
  beforeEach(() => shop.clear());

  async function runFolder(): Promise<string> {
    const names = await readdir(join(shop.folder, ".dynamodb-migrate")).catch(() => []);
    // A process that is killed before its first checkpoint leaves a folder that is no run.
    const runs = names.filter((name) => name.startsWith("shop-")).toSorted();
    return join(shop.folder, ".dynamodb-migrate", runs.at(-1) ?? "");
  }

  /** What a run leaves: items, tallies, rejects. */
  async function facts() {
    const items: Item[] = [...(await shop.items("notes")), ...(await shop.items("tags"))];
    return { ...(await outcomeIn(await runFolder())), items };
  }

  function start(...parameters: string[]) {
    return startRunner(shop.folder, ["run", "--endpoint", shop.endpoint, ...parameters]);
  }

  it("leaves the items, tallies and rejects of one process, and is verified and rolled back like it", async () => {
    const { code, lines } = await start("--workers", "2").ended;
    expect({ code, lines: lines.filter((line) => line.startsWith("worker")) }).toEqual({
      code: 1,
      lines: [],
    });
    expect(await facts()).toEqual(expected);
    expect((await readdir(await runFolder())).toSorted()).toEqual(
      ["checkpoint.json", "journal.jsonl", "rejects.jsonl", "result.json", "timeline.jsonl"].toSorted(),
    );
    const folder = relative(shop.folder, await runFolder());
    const verified = await shop.command(`verify ${folder} --json`);
    expect(JSON.parse(verified.out)).toMatchObject({ same: true });
    const again = await shop.command("run");
    expect(again.error).toEqual([expect.stringMatching(/already finished/)]);
    const rolledBack = await shop.command(`rollback ${folder} --yes --json`);
    expect(JSON.parse(rolledBack.out)).toMatchObject({ restored: 0, kept: 0, complete: true });
    expect(await shop.items("notes")).toEqual([]);
  });

  it("has the same outcome if its workers and it itself are killed", async () => {
    const random = seededRandom(Number(process.env["WORKERS_SEED"] ?? 1));
    for (let round = 0; round < rounds; round++) {
      await shop.clear();
      await killedRun(random);
      expect(await facts()).toEqual(expected);
      const rolledBack = await shop.command("rollback --yes --json");
      expect(JSON.parse(rolledBack.out)).toMatchObject({ restored: 0, kept: 0, complete: true });
      expect(await shop.items("notes")).toEqual([]);
    }
  });

  /** Kills workers and their parent at random moments until the run has finished. */
  async function killedRun(random: () => number): Promise<void> {
    for (let attempt = 0; attempt < 20; attempt++) {
      const { child, ended } = start("--workers", String(1 + Math.floor(maxWorkers * random())), ...slowly);
      let isOver = false;
      void ended.then(() => (isOver = true));
      while (!isOver) {
        await sleep(200 + 1500 * random());
        const pids = await workersOf(child.pid ?? 0);
        const victim = attempt < 2 && random() < 0.3 ? child.pid : pids[Math.floor(random() * pids.length)];
        if (attempt < 2 && victim !== undefined) signal(victim, "SIGKILL");
      }
      const { code } = await ended;
      if (code === 1) return;
    }
    throw new Error("the run did not finish");
  }

  it("stops at SIGINT, and is rolled back although no shard is joined", async () => {
    const { child, ended } = start("--workers", "2", ...slowly);
    const moved = async (): Promise<number> => (await shop.items("notes")).length;
    await expect.poll(moved, { timeout: 60_000, interval: 20 }).toBeGreaterThan(20);
    child.kill("SIGINT");
    const { code, lines } = await ended;
    expect(code).toBe(130);
    expect(lines.join("\n")).toContain("Progress is saved. To resume: dynamodb-migrate run");
    const found = await shop.items("notes");
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(rowCount - 50);
    const folder = relative(shop.folder, await runFolder());
    expect((await shop.command(`status ${folder}`)).error[0]).toMatch(/^\d+ of 9 shards finished$/);
    const rolledBack = await shop.command("rollback --yes --json");
    expect(JSON.parse(rolledBack.out)).toMatchObject({ kept: 0, complete: true });
    expect(await shop.items("notes")).toEqual([]);
  });

  it.each([
    ["run --workers 2 --dry-run", "options-conflict"],
    ["run --workers 2 --limit 5", "options-conflict"],
    ["run --workers 2 --no-journal", "options-conflict"],
    ["run --workers 2 --outputs -", "options-conflict"],
    ["run --workers 2", "workers-unavailable"],
    ["work .", "manifest-missing"],
    ["stop .", "manifest-missing"],
    ["status .", "manifest-missing"],
  ])("%s is refused with %s if it cannot work", async (line, code) => {
    expect(await shop.command(line)).toMatchObject({ code: 2, errorCode: code });
  });
});

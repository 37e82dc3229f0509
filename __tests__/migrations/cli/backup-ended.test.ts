import { type ChildProcess, spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { findDynalite } from "../../emulators/dynalite";
import type { RunningEmulator } from "../../emulators/emulator";
import { type FaultProxy, startFaultProxy } from "../../emulators/fault-proxy";
import { describeWith } from "../../emulators/real-part";
import { runner } from "../../emulators/runner";
import { Workspace } from "./workspace";

const items = 2000;

vi.setConfig({ testTimeout: 180_000 });

describeWith("a backup or a restore that is ended half-way", findDynalite, (dynalite) => {
  let emulator: RunningEmulator;
  let slow: FaultProxy;
  let shop: Workspace;

  beforeAll(async () => {
    emulator = await dynalite.start();
    slow = await startFaultProxy({ target: emulator.endpoint, seed: 1, maxDelayMs: 60 });
    shop = await Workspace.make(slow.endpoint);
    await shop.makeTables();
    const title = "x".repeat(2000);
    const notes = Array.from({ length: items }, (_, index) => ({ id: `n${index}`, rank: index, title }));
    await shop.file("notes.json", JSON.stringify(notes));
    await shop.file(
      "migration.yaml",
      "name: fill\nsource: { json: . }\nentities:\n  note: { from: { file: notes.json }, to: notes }\n",
    );
    expect((await shop.command("run")).code).toBe(0);
    expect((await shop.command("backup notes --to whole")).code).toBe(0);
  }, 120_000);
  afterAll(async () => {
    await shop.remove();
    await slow.close();
    await emulator.stop();
  });

  function start(...args: string[]): ChildProcess {
    const [command, ...parameters] = runner(...args, "--endpoint", shop.endpoint);
    return spawn(command, parameters, { cwd: shop.folder, stdio: "ignore" });
  }

  async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
    const exit = new Promise<number | null>((resolve) => child.on("exit", resolve));
    child.kill(signal);
    return exit;
  }

  const names = (folder: string) => readdir(join(shop.folder, folder)).catch(() => []);

  async function startedBackup(to: string): Promise<ChildProcess> {
    const child = start("backup", "notes", "--to", to);
    await expect.poll(async () => (await names(to)).length, { timeout: 60_000, interval: 2 }).toBe(1);
    return child;
  }

  it("a killed backup is not taken for a whole one, and the next one clears it away", async () => {
    await ended(await startedBackup("killed"), "SIGKILL");
    expect((await names("killed")).join()).toMatch(/^shop-dev-notes\.partial-\d+-[0-9a-f]{8}$/);
    expect((await shop.command("restore killed")).code).toBe(2);
    expect((await shop.command("backup notes --to killed")).code).toBe(0);
    expect(await names("killed")).toEqual(["shop-dev-notes"]);
  });

  it("an interrupted backup leaves nothing, and ends with 130", async () => {
    expect(await ended(await startedBackup("stopped"), "SIGINT")).toBe(130);
    expect(await names("stopped")).toEqual([]);
  });

  it("a killed restore is gone on with: nothing missing, nothing doubled", async () => {
    await shop.clear();
    const child = start("restore", "whole", "--batch-size", "5", "--rate", "1000");
    const arrived = async () => (await shop.ids("notes")).length;
    await expect.poll(arrived, { timeout: 60_000, interval: 5 }).toBeGreaterThan(100);
    await ended(child, "SIGKILL");
    expect((await shop.command("status")).error.join("\n")).toContain(" interrupted ");

    const again = await shop.command("restore whole");
    expect(again.error.join("\n")).toMatch(/Resuming run restore-shop-dev-notes-\S+: /);
    expect(again.code).toBe(0);
    expect(JSON.parse((await shop.command("verify --json")).out)).toMatchObject({
      same: true,
      tables: [{ expected: items, found: items }],
    });
  });
});

describeWith("backup and restore of a service that fails now and then", findDynalite, (dynalite) => {
  let emulator: RunningEmulator;
  let faulty: FaultProxy;
  let shop: Workspace;
  /** The same tables, without the faults. */
  let calm: Workspace;

  beforeAll(async () => {
    emulator = await dynalite.start();
    const rates = { throttle: 0.15, serverError: 0.1, cutBefore: 0.05, cutAfter: 0.1, unprocessed: 0.1 };
    faulty = await startFaultProxy({ target: emulator.endpoint, seed: 11, rates });
    shop = await Workspace.make(faulty.endpoint);
    calm = await Workspace.make(emulator.endpoint);
  });
  afterAll(async () => {
    await calm.remove();
    await shop.remove();
    await faulty.close();
    await emulator.stop();
  });

  it("copies and puts back every item", async () => {
    const notes = Array.from({ length: 300 }, (_, index) => ({ id: { S: `n${index}` } }));
    await calm.makeOldTable("old", notes);
    expect((await shop.command("backup --table old --to b")).error.at(-2)).toMatch(/^ {2}old {6}300 /);
    await calm.makeOldTable("again", []);
    expect((await shop.command("restore b --table again")).error.join("\n")).toContain("finished");
    expect((await shop.command("backup --table again --to b2 --json")).out).toContain('"items": 300');
    expect(faulty.counts.throttle + faulty.counts.cutAfter).toBeGreaterThan(0);
  });
});

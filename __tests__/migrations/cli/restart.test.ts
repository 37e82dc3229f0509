import type { ChildProcess } from "node:child_process";
import { copyFile, rename, utimes } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { findDynalite } from "../../emulators/dynalite";
import type { RunningEmulator } from "../../emulators/emulator";
import { type FaultProxy, startFaultProxy } from "../../emulators/fault-proxy";
import { describeWith } from "../../emulators/real-part";
import { acknowledged, checkpointOf, ended, rejectedRows, startedRun } from "./killed-run";
import { Workspace } from "./workspace";

const rows = 3000;
const maxDelayMs = 100;
const migration = `
name: shop
source: { json: . }
entities:
  note: { from: { file: notes.json }, to: notes }
`;

vi.setConfig({ testTimeout: 180_000 });

describeWith("a run that is ended half-way", findDynalite, (dynalite) => {
  let emulator: RunningEmulator;
  let slow: FaultProxy;
  let shop: Workspace;

  beforeAll(async () => {
    emulator = await dynalite.start();
    slow = await startFaultProxy({ target: emulator.endpoint, seed: 1, maxDelayMs });
    shop = await Workspace.make(slow.endpoint);
    await shop.makeTables();
  });
  afterAll(async () => {
    await shop.remove();
    await slow.close();
    await emulator.stop();
  });
  beforeEach(async () => {
    await shop.clear();
    await shop.file("migration.yaml", migration);
    const notes = Array.from({ length: rows }, (_, index) => ({
      id: `n${index}`,
      rank: index,
      title: "ünïcode",
    }));
    // Two rows that cannot arrive, one on each side of where the run is ended.
    await shop.file("notes.json", JSON.stringify([{ id: 1 }, ...notes, { id: "n0", title: "again" }]));
  });

  const started = () => startedRun(shop);
  const end = (child: ChildProcess, signal: NodeJS.Signals) => ended(child, signal, maxDelayMs);

  it("is gone on with after kill -9: nothing missing, nothing doubled, every reject named once", async () => {
    await end(await started(), "SIGKILL");
    const settled = (await checkpointOf(shop))?.entities["note"]?.settledUpTo ?? 0;
    expect(settled).toBeLessThan(rows);

    const again = await shop.command("run");
    expect(again.error[0]).toMatch(
      /^Resuming run shop-\d{8}-\d{6}: [\d,]+ settled rows? and [\d,]+ acknowledged items \(--no-resume starts over\)$/,
    );
    expect(again.error).toContain("Rejected: 1 duplicate-key, 1 wrong-key-type");
    expect(again.code).toBe(1);

    const verified = await shop.command("verify --json");
    expect(JSON.parse(verified.out)).toMatchObject({
      same: true,
      tables: [{ expected: rows, found: rows, missing: 0, extra: 0, changed: 0 }],
    });
    expect(await rejectedRows(shop)).toEqual([1, rows + 2]);
  });

  it("puts no more items again after kill -9 than were in flight", async () => {
    const before = slow.counts.puts;
    await end(await started(), "SIGKILL");
    await end(await started(), "SIGKILL");
    await shop.command("run --batch-size 10 --concurrency 4");
    const repeated = slow.counts.puts - before - rows;
    expect(repeated).toBeLessThanOrEqual(2 * 4 * 10);
  });

  it.each(["", " --on-conflict skip", " --on-conflict fail"])(
    "counts everything that it wrote itself as written, after two kills (run%s)",
    async (policy) => {
      const start = () => startedRun(shop, { parameters: policy.trim().split(" ").filter(Boolean) });
      await end(await start(), "SIGKILL");
      await end(await start(), "SIGKILL");
      const { out } = await shop.command(`run --json${policy}`);
      expect(JSON.parse(out)).toMatchObject({
        entities: [{ entity: "note", written: rows, skipped: 0, rejected: 2 }],
      });
      const stored = JSON.parse((await shop.command("verify --json")).out) as { tables: { found: number }[] };
      expect(stored.tables[0]?.found).toBe(rows);
      await shop.command("rollback --yes");
      expect(await shop.ids("notes")).toEqual([]);
    },
    300_000,
  );

  it("can be taken back after kill -9, whatever was in flight", async () => {
    await end(await started(), "SIGKILL");
    const { code, error } = await shop.command("rollback --yes");
    expect(error.join("\n")).toMatch(
      /Run shop-\d{8}-\d{6} into http.+: rolled back\n {2}[\d,]+ items that it created deleted\n/,
    );
    expect(code).toBe(0);
    expect(await shop.ids("notes")).toEqual([]);
  });

  it("ends with 130 on SIGINT, with what was acknowledged in the checkpoint and the log beside it", async () => {
    expect(await end(await started(), "SIGINT")).toBe(130);
    const saved = await checkpointOf(shop);
    const above = (await acknowledged(shop)).length;
    const stored = (await shop.command("verify --json")).out;
    const { found } = (JSON.parse(stored) as { tables: { found: number }[] }).tables[0] ?? { found: 0 };
    expect(saved?.state).toBe("interrupted");
    // Batches in flight are waited for, so that nothing was written that is not counted.
    expect((saved?.entities["note"]?.written ?? 0) + above).toBe(found);
    expect((await shop.command("run")).code).toBe(1);
  });

  it("is not gone on with when the migration file has changed", async () => {
    await end(await started(), "SIGKILL");
    await shop.file("migration.yaml", `${migration}# edited\n`);
    const { code, error } = await shop.command("run --resume");
    expect(code).toBe(2);
    expect(error[0]).toMatch(
      /was interrupted, and the migration file has changed since; restore it and resume, or start over with --no-resume$/,
    );
  });

  it("is resumed if the source was copied and has another modification time", async () => {
    await end(await started(), "SIGKILL");
    const path = join(shop.folder, "notes.json");
    await copyFile(path, `${path}.copy`);
    await rename(`${path}.copy`, path);
    await utimes(path, 1, 1);
    const { error } = await shop.command("run");
    expect(error[0]).toMatch(/settled row/);
    expect(await shop.ids("notes")).toHaveLength(rows);
  });

  it("is refused if the source has changed, and starts over as the message says", async () => {
    await end(await started(), "SIGKILL");
    const notes = JSON.stringify(
      [
        { id: "n0", rank: 7 },
        { id: "n1", rank: 8 },
      ],
      null,
      1_000,
    );
    await shop.file("notes.json", notes);
    const { code, error } = await shop.command("run");
    expect(code).toBe(2);
    expect(error.at(-1)).toMatch(
      /^notes\.json has changed since the run started: .+; restore it and repeat the command, or start over with --no-resume and --on-conflict overwrite or skip$/,
    );
    const again = await shop.command("run --no-resume --on-conflict overwrite");
    expect(again.error.join("\n")).toMatch(/note +2 +2 +0 +0/);
    expect(again.code).toBe(0);
  });

  it("is refused if the table was deleted and created again, and names the way out", async () => {
    await end(await started(), "SIGKILL");
    await shop.recreate();
    const { code, error } = await shop.command("run");
    expect(code).toBe(2);
    expect(error.at(-1)).toMatch(
      /^table shop-dev-notes was deleted and created again since run shop-\S+ started \(it was .+, now .+\), so what the run had written no longer exists; start over with --no-resume$/,
    );
    expect(await shop.ids("notes")).toEqual([]);
  });

  it("is refused while another living process works on it", async () => {
    const child = await started();
    const { code, error } = await shop.command("run", { isAlive: (pid) => pid === child.pid });
    await end(child, "SIGKILL");
    const refusal = new RegExp(`^process ${child.pid} on \\S+ has been working on this run since `);
    expect([code, error.at(-1)]).toEqual([2, expect.stringMatching(refusal)]);
  });
});

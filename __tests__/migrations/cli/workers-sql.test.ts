import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type Manifest, readManifest } from "../../../migrations/run-store/shards/manifest";
import { findDynalite } from "../../emulators/dynalite";
import type { RunningEmulator } from "../../emulators/emulator";
import { type FaultProxy, startFaultProxy } from "../../emulators/fault-proxy";
import { findPostgres } from "../../emulators/postgres";
import { both, describeWith } from "../../emulators/real-part";
import { seededRandom } from "../../emulators/seeded-random";
import { makeSqlite } from "../sources/sql/sqlite/sqlite-file";
import { useDatabase } from "../sources/sql/database";
import { killWorkers, outcomeIn, startRunner } from "./worker-processes";
import { Workspace } from "./workspace";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const rowCount = 2400;

/** Rows whose keys are repeated in other ranges, rows that are rejected, and keys in another order than the items'. */
const columns = `n - 1200 AS id, CASE WHEN n % 90 = 5 THEN NULL WHEN n % 50 = 7 THEN 'n' || ((n * 37) % ${rowCount}) ELSE 'n' || n END AS note, n AS row_rank`;
const sqlite = [
  "CREATE TABLE notes (id INTEGER PRIMARY KEY, note TEXT, row_rank INTEGER)",
  `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${rowCount}) INSERT INTO notes SELECT ${columns} FROM numbers`,
];
const postgres = [
  "CREATE TABLE notes (id int PRIMARY KEY, note text, row_rank int)",
  `INSERT INTO notes SELECT ${columns} FROM generate_series(1, ${rowCount}) AS n`,
];

/** Waits until a query has rows. @param rest of the query */
const until = (rest: string) => `DO $$ BEGIN
  FOR n IN 1..2400 LOOP
    IF EXISTS (SELECT ${rest}) THEN RETURN; END IF;
    PERFORM pg_stat_clear_snapshot(), pg_sleep(0.05);
  END LOOP;
  RAISE 'waited in vain: %', $query$${rest}$query$;
END $$`;

const migration = (source: string) => `
name: shop
source: ${source}
entities:
  note: { from: { table: notes }, to: notes, item: { id: "\${row.note}", rank: "\${row.row_rank}", place: "\${row.id}" } }
`;

describeWith(
  "tables of databases that workers move",
  () => both(findDynalite(), findPostgres()),
  ({ first: dynalite, second: server }) => {
    const database = useDatabase(server);
    let emulator: RunningEmulator;
    let slow: FaultProxy;
    let shop: Workspace;

    beforeAll(async () => {
      emulator = await dynalite.start();
      slow = await startFaultProxy({ target: emulator.endpoint, seed: 1, maxDelayMs: 20 });
      shop = await Workspace.make(slow.endpoint);
      await shop.makeTables();
      makeSqlite(join(shop.folder, "shop.db"), ...sqlite);
      await database().query(...postgres);
    });
    afterAll(async () => {
      await shop.remove();
      await slow.close();
      await emulator.stop();
    });

    /** What a run leaves: items, tallies, rejects. */
    async function facts() {
      const runs = join(shop.folder, ".dynamodb-migrate");
      const name = (await readdir(runs)).find((one) => one.startsWith("shop-")) ?? "";
      return { ...(await outcomeIn(join(runs, name))), items: await shop.items("notes") };
    }

    async function startOver(): Promise<void> {
      await shop.clear();
      await rm(join(shop.folder, ".dynamodb-migrate"), { recursive: true, force: true });
    }

    const postgresSource = () => `{ postgres: "${database().url}" }`;
    const runFolder = async () => {
      const runs = join(shop.folder, ".dynamodb-migrate");
      const name = (await readdir(runs).catch(() => [])).find((one) => one.startsWith("shop-"));
      return name && join(runs, name);
    };

    /** Starts a run by 3 workers that write slowly. */
    function startSlowly() {
      const slowly = ["--batch-size", "5", "--concurrency", "2"];
      return startRunner(shop.folder, [...["run", "--endpoint", shop.endpoint, "--workers", "3", ...slowly]]);
    }

    /** Waits until the run has its shards. */
    async function shardsOf({ ended }: ReturnType<typeof startRunner>): Promise<Manifest> {
      let isOver = false;
      void ended.then(() => (isOver = true));
      for (;;) {
        const manifest = await readManifest((await runFolder()) ?? "none");
        if (manifest) return manifest;
        if (isOver) throw new Error("the run has ended without a manifest");
        await sleep(20);
      }
    }

    it.each([
      ["SQLite", () => "{ sqlite: shop.db }", []],
      [
        "a snapshot of PostgreSQL that is written to",
        postgresSource,
        [
          "DELETE FROM notes WHERE row_rank % 4 = 0",
          "UPDATE notes SET note = 'changed'",
          "INSERT INTO notes VALUES (-2147483648, 'first', 1), (2147483647, 'last', 2)",
        ],
      ],
    ])(
      "have the items, tallies and rejects of one process though workers are killed: %s",
      async (_, source, changes) => {
        await startOver();
        await shop.file("migration.yaml", migration(source()));
        expect((await shop.command("run --json")).code).toBe(1);
        const expected = await facts();
        expect(expected.total).toMatchObject({
          read: rowCount,
          rejectedBy: { "duplicate-key": expect.any(Number) as number },
        });
        await startOver();
        const planned = await shop.command(`plan --workers 3 --json`);
        expect(JSON.parse(planned.out)).toMatchObject({ workers: { workers: 3, shards: { note: 2 } } });
        const started = startSlowly();
        await shardsOf(started);
        if (changes.length > 0) await database().query(...changes);
        const killed = await killWorkers(started, { random: seededRandom(1), times: 2, maxMs: 1500 });
        const { code, lines } = await started.ended;
        expect({ code, lines, killed }).toMatchObject({ code: 1, killed: 2 });
        expect(await facts()).toEqual(expected);
        const rolledBack = await shop.command("rollback --yes --json");
        expect(JSON.parse(rolledBack.out)).toMatchObject({ restored: 0, kept: 0, complete: true });
        expect(await shop.items("notes")).toEqual([]);
      },
    );

    it("are read from a new snapshot if the process that held the first one is killed", async () => {
      await startOver();
      await database().query("DROP TABLE notes", ...postgres);
      await shop.file("migration.yaml", migration(postgresSource()));
      const started = startSlowly();
      const { state } = await shardsOf(started);
      while ((await shop.items("notes")).length === 0) await sleep(20);
      started.child.kill("SIGKILL");
      await started.ended;
      const folder = (await runFolder()) ?? "";
      const byHand = startRunner(shop.folder, ["work", folder]);
      expect((await byHand.ended).lines.join("\n")).toContain("repeat the command that started the run");
      const { code, lines } = await startSlowly().ended;
      expect({ code, lines }).toMatchObject({
        code: 1,
        lines: expect.arrayContaining([
          "The rows that are left are read from a new snapshot of the database",
        ]) as string[],
      });
      expect((await readManifest(folder))?.state).not.toBe(state);
      const result = await readFile(join(folder, "result.json"), "utf8");
      expect(JSON.parse(result)).toMatchObject({ outcome: "finished", snapshots: 2 });
      expect(lines).toContain("Read from 2 snapshots of the database");
      expect((await facts()).total).toMatchObject({ read: rowCount });
    });

    it("are read from a snapshot whose cost is named if it is held for long", async () => {
      await startOver();
      await shop.file("migration.yaml", migration(postgresSource()));
      const note = /A snapshot is held for the whole run, about \d+ min/;
      const planned = await shop.command("plan --workers 3 --rate 1");
      expect(planned.error.join("\n")).toMatch(note);
      const started = startRunner(shop.folder, [
        ...["run", "--endpoint", shop.endpoint, "--workers", "2", "--rate", "1"],
      ]);
      await shardsOf(started);
      started.child.kill("SIGKILL");
      expect((await started.ended).lines.join("\n")).toMatch(note);
      expect((await shop.command("plan --workers 3")).error.join("\n")).not.toContain("A snapshot is held");
    });

    it("are one shard each on several machines without --split-tables", async () => {
      await shop.file("migration.yaml", migration(postgresSource()));
      const planned = await shop.command("plan --workers 3 --json");
      expect(JSON.parse(planned.out)).toMatchObject({
        workers: { workers: 3, shards: { note: 2 }, sharedShards: { note: 1 } },
      });
      const split = await shop.command("plan --workers 3 --split-tables --json");
      const { workers } = JSON.parse(split.out) as { workers: object };
      expect(workers).toEqual({ workers: 3, shards: { note: 2 }, cost: expect.any(Number) as number });
      expect(split.error.join("\n")).toContain("--split-tables: Each range of a table is read as it is");
    });

    it("are compared as they are in one snapshot by the workers of a verification", async () => {
      await startOver();
      await database().query("DROP TABLE notes", ...postgres);
      await shop.file("migration.yaml", migration(postgresSource()));
      await shop.command("run");
      const verify = (...options: readonly string[]) =>
        startRunner(shop.folder, ["verify", "--endpoint", emulator.endpoint, ...options]).ended;
      const same = await verify();
      expect(same.lines.join("\n")).toContain("2,325 items match");
      const waits =
        "FROM pg_stat_activity WHERE application_name = 'dynamodb-migrate' AND wait_event_type = 'Lock'";
      await database().query("BEGIN", "LOCK TABLE notes");
      const verifying = verify("--workers", "3");
      await database().query(until(waits), "DELETE FROM notes WHERE id > 0", "COMMIT");
      const whileChanged = await verifying;
      expect(whileChanged).toEqual(same);
      const split = await verify("--workers", "3", "--split-tables");
      const [note, ...lines] = split.lines;
      expect(note).toMatch(/^--split-tables: Each range/);
      expect({ ...split, lines }).toEqual(await verify());
    });

    it.each(["run", "plan", "verify"])("are not split without workers: %s", async (command) => {
      const refused = await shop.command(`${command} --split-tables`);
      expect(refused).toMatchObject({ code: 2, errorCode: "options-conflict" });
    });
  },
);

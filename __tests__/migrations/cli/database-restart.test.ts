import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { DatabaseServer, RunningDatabase } from "../../emulators/database-server";
import { findDynalite } from "../../emulators/dynalite";
import type { Emulator, RunningEmulator } from "../../emulators/emulator";
import { type FaultProxy, startFaultProxy } from "../../emulators/fault-proxy";
import { findMariaDb } from "../../emulators/mariadb";
import { findPostgres } from "../../emulators/postgres";
import { both, describeWith } from "../../emulators/real-part";
import { checkpointOf, ended, rejectedRows, startedRun } from "./killed-run";
import { Workspace } from "./workspace";

/** Left out, so that they are settled as soon as they are read, and a run has a place in the source to go on from. */
const old = 1200;
/** More than a run mixes, so that it goes on reading while it writes: it saves its place while it reads. */
const kept = 3000;
const maxDelayMs = 200;

vi.setConfig({ testTimeout: 180_000 });

describeWith(
  "a run from MySQL that is killed half-way",
  () => both(findDynalite(), findMariaDb()),
  ({ first, second }) => restartFacts("mysql", first, second),
);

describeWith(
  "a run from PostgreSQL that is killed half-way",
  () => both(findDynalite(), findPostgres()),
  ({ first, second }) => restartFacts("postgres", first, second),
);

/** @param source as a migration file names it */
function restartFacts(source: string, dynalite: Emulator, server: DatabaseServer): void {
  let emulator: RunningEmulator;
  let database: RunningDatabase;
  let slow: FaultProxy;
  let shop: Workspace;

  beforeAll(async () => {
    [emulator, database] = await Promise.all([dynalite.start(), server.start()]);
    slow = await startFaultProxy({ target: emulator.endpoint, seed: 1, maxDelayMs });
    shop = await Workspace.make(slow.endpoint);
    await shop.makeTables();
    const numbers = Array.from({ length: old + kept }, (_, index) => index + 1);
    const notes = numbers.map((n) => `(${n}, 'n${n}', '${n <= old ? "old" : "kept"}')`);
    // Two rows that cannot arrive, one on each side of where the run is ended.
    await database.query(
      "CREATE TABLE notes (number INT PRIMARY KEY, id VARCHAR(20), age VARCHAR(20))",
      `INSERT INTO notes VALUES (0, NULL, 'kept'), ${notes.join()}, (${old + kept + 1}, 'n${old + 1}', 'kept')`,
    );
  });
  afterAll(async () => {
    await shop.remove();
    await slow.close();
    await Promise.all([emulator.stop(), database.stop()]);
  });
  beforeEach(() => shop.clear());

  it.each([
    ["table", "{ table: notes }"],
    ["query", "{ query: SELECT * FROM notes, key: number }"],
  ])(
    "goes on within a %s after kill -9, holds exactly its rows, and names each reject once",
    async (_what, from) => {
      await shop.file(
        "migration.yaml",
        `name: shop\nsource: { ${source}: "\${env.SHOP_URL}" }\nentities: { note: { from: ${from}, where: '\${row.age != "old"}', to: notes } }\n`,
      );
      const env = { SHOP_URL: database.url };
      const place = async () => (await checkpointOf(shop))?.entities["note"]?.position?.row ?? 0;
      const run = await startedRun(shop, { env, hasCome: async () => (await place()) > old / 2 });
      await ended(run, "SIGKILL", maxDelayMs);
      expect(await place()).toBeLessThan(old + kept);

      const again = await shop.command("run --concurrency 20", { env });
      expect(again.error[0]).toMatch(
        /^Resuming run shop-\d{8}-\d{6}: [\d,]+ settled rows( and [\d,]+ acknowledged items?)? \(/,
      );
      expect(again.code).toBe(1);
      expect(await rejectedRows(shop)).toEqual([1, old + kept + 2]);
      const { out } = await shop.command("verify --json", { env });
      expect(JSON.parse(out)).toMatchObject({
        same: true,
        tables: [{ expected: kept, found: kept, missing: 0, extra: 0, changed: 0 }],
      });
    },
  );
}

import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { RunningDatabase } from "../../emulators/database-server";
import { findDynalite } from "../../emulators/dynalite";
import type { RunningEmulator } from "../../emulators/emulator";
import { type FaultProxy, startFaultProxy } from "../../emulators/fault-proxy";
import { findMariaDb } from "../../emulators/mariadb";
import { both, describeWith } from "../../emulators/real-part";
import { checkpointOf, ended, rejectedRows, startedRun } from "./killed-run";
import { Workspace } from "./workspace";

const rows = 3000;
const maxDelayMs = 100;

vi.setConfig({ testTimeout: 120_000 });

describeWith(
  "a run from MySQL that is killed half-way",
  () => both(findDynalite(), findMariaDb()),
  ({ first, second }) => {
    let emulator: RunningEmulator;
    let database: RunningDatabase;
    let slow: FaultProxy;
    let shop: Workspace;

    beforeAll(async () => {
      [emulator, database] = await Promise.all([first.start(), second.start()]);
      slow = await startFaultProxy({ target: emulator.endpoint, seed: 1, maxDelayMs });
      shop = await Workspace.make(slow.endpoint);
      await shop.makeTables();
      // Two rows that cannot arrive, one on each side of where the run is ended.
      await database.query(
        "CREATE TABLE notes (number INT PRIMARY KEY, id VARCHAR(20))",
        `INSERT INTO notes SELECT seq, CONCAT('n', seq) FROM seq_1_to_${rows}`,
        `INSERT INTO notes VALUES (0, NULL), (${rows + 1}, 'n1')`,
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
      "holds after kill -9 within a %s exactly its rows, and names each reject once",
      async (_what, from) => {
        await shop.file(
          "migration.yaml",
          `name: shop\nsource: { mysql: "\${env.SHOP_MYSQL_URL}" }\nentities: { note: { from: ${from}, to: notes } }\n`,
        );
        const env = { SHOP_MYSQL_URL: database.url };
        await ended(await startedRun(shop, env), "SIGKILL", maxDelayMs);
        expect((await checkpointOf(shop))?.entities["note"]?.settledUpTo ?? 0).toBeLessThan(rows);

        const again = await shop.command("run", { env });
        expect(again.error[0]).toMatch(/^Going on with run shop-\d{8}-\d{6}: /);
        expect(again.code).toBe(1);
        expect(await rejectedRows(shop)).toEqual([1, rows + 2]);
        const { out } = await shop.command("verify --json", { env });
        expect(JSON.parse(out)).toMatchObject({
          same: true,
          tables: [{ expected: rows, found: rows, missing: 0, extra: 0, changed: 0 }],
        });
      },
    );
  },
);

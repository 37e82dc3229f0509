import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { canonicalItem } from "../../../migrations/items/canonical-item";
import type { RunningDatabase } from "../../emulators/database-server";
import { findDynalite } from "../../emulators/dynalite";
import type { RunningEmulator } from "../../emulators/emulator";
import { findMariaDb } from "../../emulators/mariadb";
import { both, describeWith } from "../../emulators/real-part";
import { Workspace } from "./workspace";

const rows = 3000;
const migration = `
name: shop
source: { mysql: "\${env.SHOP_MYSQL_URL}" }
entities:
  note: { from: { table: notes }, to: notes }
  tag:
    from: { query: "SELECT tag, count(*) AS uses FROM notes GROUP BY tag", key: tag }
    to: tags
    item: { id: "\${row.tag}", name: uses, uses: "\${row.uses}" }
`;

vi.setConfig({ testTimeout: 180_000 });

describeWith(
  "a run from MySQL",
  () => both(findDynalite(), findMariaDb()),
  ({ first, second }) => {
    let emulator: RunningEmulator;
    let database: RunningDatabase;
    let shop: Workspace;

    beforeAll(async () => {
      [emulator, database] = await Promise.all([first.start(), second.start()]);
      shop = await Workspace.make(emulator.endpoint);
      await shop.makeTables();
      await shop.file("migration.yaml", migration);
      await database.query(
        "CREATE TABLE notes (id VARCHAR(20) PRIMARY KEY, rank DECIMAL(30,10), tag CHAR(2), made DATETIME(6), data JSON)",
        `INSERT INTO notes SELECT CONCAT('n', seq), 12345678901234567890.5 + seq, CONCAT('t', seq % 7),
        '2024-01-31 10:11:12.123456', JSON_OBJECT('n', seq) FROM seq_1_to_${rows}`,
      );
    });
    afterAll(async () => {
      await shop.remove();
      await Promise.all([emulator.stop(), database.stop()]);
    });
    beforeEach(() => shop.clear());

    const command = (line: string, terminal: Parameters<Workspace["command"]>[1] = {}) =>
      shop.command(line, { ...terminal, env: { SHOP_MYSQL_URL: database.url } });

    it("moves tables and queries of one database, exact, and verify finds them", async () => {
      const run = await command("run --json");
      expect(run.code, run.error.join("\n")).toBe(0);
      expect((await shop.items("notes")).map(canonicalItem)).toContain(
        canonicalItem({
          id: { S: "n1" },
          rank: { N: "12345678901234567891.5" },
          tag: { S: "t1" },
          made: { S: "2024-01-31T10:11:12.123456" },
          data: { M: { n: { N: "1" } } },
        }),
      );
      expect((await shop.items("tags")).map((item) => item["uses"]?.N)).toEqual([
        "428",
        "429",
        "429",
        "429",
        "429",
        "428",
        "428",
      ]);
      expect((await command("verify")).code).toBe(0);
    });

    it("resumes after the last acknowledged row after an interruption", async () => {
      const interruption = new AbortController();
      let asked = 0;
      const monotonic = () => {
        if (++asked === 60) interruption.abort();
        return performance.now();
      };
      const first = await command("run --batch-size 5 --concurrency 2", {
        signal: interruption.signal,
        monotonic,
      });
      expect(first.code, first.error.join("\n")).toBe(130);
      const found = (await shop.ids("notes")).length;
      expect(found).toBeLessThan(rows);
      const second = await command("run");
      expect(second.code, second.error.join("\n")).toBe(0);
      expect((await command("verify")).code).toBe(0);
    });

    it("keeps the password out of what it writes and says", async () => {
      const outcomes = [
        await command("plan"),
        await command("run"),
        await command("verify"),
        await command("status"),
      ];
      const folder = join(shop.folder, ".dynamodb-migrate");
      const files = await readdir(folder, { recursive: true, withFileTypes: true });
      const texts = await Promise.all(
        files
          .filter((file) => file.isFile())
          .map((file) => readFile(join(file.parentPath, file.name), "utf8")),
      );
      const password = new URL(database.url).password;
      const written = JSON.stringify([...outcomes, ...texts]);
      expect(written).toContain("127.0.0.1");
      expect(written).not.toContain(password);
      expect(written).not.toContain(decodeURIComponent(password));
    });

    it("says where the address is wrong", async () => {
      const { code, error } = await shop.command("plan", {
        env: { SHOP_MYSQL_URL: "mysql://u:secret@localhost" },
      });
      expect({ code, error }).toEqual({
        code: 2,
        error: [
          "migration.yaml:3:18 source.mysql: must be mysql://user:password@host:3306/database, but names no database",
        ],
      });
    });
  },
);

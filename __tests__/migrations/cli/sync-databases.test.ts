import { join } from "node:path";
import { createConnection } from "mysql2/promise";
import { Client } from "pg";
import { beforeAll, afterAll, beforeEach, expect, it, vi } from "vitest";
import { findDynalite } from "../../emulators/dynalite";
import type { RunningEmulator } from "../../emulators/emulator";
import { findMariaDb } from "../../emulators/mariadb";
import { findPostgres } from "../../emulators/postgres";
import { both, describeWith, type RealPart } from "../../emulators/real-part";
import { makeSqlite } from "../sources/sql/sqlite/sqlite-file";
import { Workspace } from "./workspace";

vi.setConfig({ testTimeout: 120_000 });

const rows = 300;

/** A database as the application sees it. */
interface Database {
  /** As the migration file names it. */
  readonly location: string;
  run(...statements: readonly string[]): Promise<void>;
  stop(): Promise<void>;
}

/** Starts a database for a workspace. */
type Start = (folder: string) => Promise<Database>;

async function found(find: () => ReturnType<typeof findMariaDb>): Promise<RealPart<Start>> {
  const server = await find();
  if (!server.available) return server;
  const start: Start = async () => {
    const database = await server.part.start();
    const client = await connected(database.url);
    return {
      location: database.url,
      run: async (...statements) => {
        for (const statement of statements) await client.query(statement);
      },
      stop: async () => {
        await client.end();
        await database.stop();
      },
    };
  };
  return { available: true, part: start };
}

/** The application's own connection. */
async function connected(url: string): Promise<{
  query(statement: string): Promise<unknown>;
  end(): Promise<void>;
}> {
  if (url.startsWith("mysql")) return createConnection({ uri: url });
  const client = new Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  return client;
}

const sqlite: Start = (folder) =>
  Promise.resolve({
    location: "shop.db",
    run: (...statements: readonly string[]) => {
      makeSqlite(join(folder, "shop.db"), ...statements);
      return Promise.resolve();
    },
    stop: () => Promise.resolve(),
  });

const databases = [
  ["mysql", () => found(findMariaDb)],
  ["postgres", () => found(findPostgres)],
  ["sqlite", () => Promise.resolve({ available: true, part: sqlite })],
] as const satisfies readonly (readonly [string, () => Promise<RealPart<Start>>])[];

for (const [kind, find] of databases)
  describeWith(
    `sync from ${kind}`,
    () => both(findDynalite(), find()),
    ({ first, second }) => {
      let emulator: RunningEmulator;
      let shop: Workspace;
      let database: Database;

      beforeAll(async () => {
        emulator = await first.start();
        shop = await Workspace.make(emulator.endpoint);
        await shop.makeTables();
        database = await second(shop.folder);
        await shop.file("migration.yaml", migrationOf(kind));
      });
      afterAll(async () => {
        await database?.stop();
        await shop?.remove();
        await emulator?.stop();
      });
      beforeEach(async () => {
        await shop.clear();
        const values = Array.from({ length: rows }, (_, id) => `(${id}, 'first', ${id % 3})`).join(",");
        await database.run(
          "DROP TABLE IF EXISTS notes",
          "CREATE TABLE notes (id INTEGER PRIMARY KEY, body VARCHAR(50), kind INTEGER NOT NULL)",
          `INSERT INTO notes VALUES ${values}`,
        );
      });

      const env = () => ({ env: { SHOP: database.location } });
      const sync = async (options: string) => {
        const { code, out, error } = await shop.command(`sync ${options} --json`, env());
        expect(out, error.join("\n")).not.toBe("");
        return { code, ...(JSON.parse(out) as { total: object; tables: object[] }) };
      };
      const bodies = async (): Promise<Record<string, string>> =>
        Object.fromEntries((await shop.items("notes")).map(({ id, body }) => [id?.S ?? "", body?.S ?? ""]));

      it("writes what has changed and deletes what is gone, by the rows of a table and of a query", async () => {
        expect((await shop.command("run", env())).code).toBe(0);
        await database.run(
          "UPDATE notes SET body = 'second' WHERE id IN (1, 2)",
          "DELETE FROM notes WHERE id = 3",
          `INSERT INTO notes VALUES (${rows}, 'new', 0)`,
        );
        // Kind 0 is one more and one less, kinds 1 and 2 are as many as before.
        const dry = await sync("--dry-run --delete");
        expect(dry).toMatchObject({ code: 0, total: { written: 3, deleted: 0 } });
        expect(await sync("--delete")).toMatchObject({
          code: 0,
          total: { written: 3, deleted: 1, rejected: 0, unchanged: rows - 3 + 3 },
        });
        const now = await bodies();
        expect(Object.keys(now)).toHaveLength(rows);
        expect(now).toMatchObject({ N0: "first", N1: "second", N2: "second", [`N${rows}`]: "new" });
        expect(now).not.toHaveProperty("N3");
        expect((await shop.command("verify", env())).code).toBe(0);
        await database.run("DELETE FROM notes WHERE kind = 2");
        const refused = await sync("--delete");
        expect(refused).toMatchObject({ code: 1, total: { deleted: 0 } });
        expect(await sync("--delete --max-deletes 100%")).toMatchObject({
          ...{ code: 0, total: { written: 0, deleted: rows / 3 + 1 } },
        });
        expect((await shop.command("rollback --yes", {})).code).toBe(0);
        expect(await bodies()).toEqual(now);
      });

      if (kind === "sqlite")
        it("deletes the item of a row that REPLACE has evicted, in a table that was rebuilt since", async () => {
          await database.run(
            "UPDATE notes SET body = 'b' || id",
            "CREATE UNIQUE INDEX bodies ON notes (body)",
          );
          expect((await shop.command("run", env())).code).toBe(0);
          await database.run(
            `INSERT OR REPLACE INTO notes VALUES (${rows}, 'b7', 0)`,
            "CREATE TABLE rebuilt (id INTEGER PRIMARY KEY, body VARCHAR(50), kind INTEGER NOT NULL)",
            "INSERT INTO rebuilt SELECT * FROM notes",
            "DROP TABLE notes",
            "ALTER TABLE rebuilt RENAME TO notes",
          );
          expect((await sync("--delete")).total).toMatchObject({ deleted: 1 });
          expect(await bodies()).not.toHaveProperty("N7");
          expect(await bodies()).toHaveProperty(`N${rows}`, "b7");
        });
    },
  );

function migrationOf(kind: string): string {
  return `
name: shop
source: { ${kind}: "\${env.SHOP}" }
entities:
  note: { from: { table: notes }, to: notes, item: { id: "N\${row.id}", body: "\${row.body}" } }
  kind:
    from: { query: "SELECT kind AS k, COUNT(*) AS c FROM notes GROUP BY kind", key: k }
    to: tags
    item: { id: "K\${row.k}", name: count, count: "\${row.c}" }
`;
}

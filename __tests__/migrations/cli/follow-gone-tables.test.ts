import { createPool } from "mysql2/promise";
import { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { RunningDatabase } from "../../emulators/database-server";
import { findDynamoDbLocal } from "../../emulators/dynamodb-local";
import { findMariaDb } from "../../emulators/mariadb";
import { findPostgres } from "../../emulators/postgres";
import { both, describeWith } from "../../emulators/real-part";
import { runner } from "../../emulators/runner";
import { RunningProgram } from "../../emulators/running-program";
import { useWorkspace } from "./workspace";

const migrationOf = (kind: string) => `
name: shop
source: { ${kind}: "\${env.SHOP_URL}" }
entities:
  note: { from: { table: notes }, to: notes, item: { id: "N#\${row.id}" } }
  label: { from: { table: labels }, to: tags, item: { id: "\${string(row.id)}", name: L, body: "\${row.body}" } }
`;

const databases = [
  {
    ...{ kind: "mysql", find: findMariaDb },
    renamed: /table "labels" not found; create it again, or rename it back; follow the other entities with/,
  },
  {
    ...{ kind: "postgres", find: findPostgres },
    renamed:
      /table "labels" was renamed to public\.old_labels; rename it back; follow the other entities with/,
  },
] as const;

for (const { kind, find, renamed } of databases)
  describeWith(
    `a table of ${kind} that is followed and gone`,
    () => both(findDynamoDbLocal(), find()),
    ({ first, second }) => {
      const shop = useWorkspace(first, { "migration.yaml": migrationOf(kind) });
      let database: RunningDatabase;
      let application: { run(sql: string): Promise<unknown>; close(): Promise<void> };

      beforeAll(async () => {
        database = await second.start(undefined, true);
        application = connected(kind, database.url);
      });
      afterAll(async () => {
        await application.close();
        await database.stop();
      });
      beforeEach(async () => {
        await shop().clear();
        for (const table of ["notes", "labels", "old_labels"])
          await application.run(`DROP TABLE IF EXISTS ${table}`);
        await application.run("CREATE TABLE notes (id INTEGER PRIMARY KEY)");
        await application.run("INSERT INTO notes VALUES (1)");
        await createLabels();
      });

      const createLabels = async () => {
        await application.run("CREATE TABLE labels (id INTEGER PRIMARY KEY, body VARCHAR(20))");
        await application.run("INSERT INTO labels VALUES (1, 'a'), (2, 'b')");
      };
      const environment = () => ({ SHOP_URL: database.url });
      const start = (...parameters: string[]) =>
        RunningProgram.start(runner(...parameters, "--endpoint", shop().endpoint), {
          folder: shop().folder,
          environment: { ...process.env, ...environment() },
        });
      const command = async (line: string) => {
        const ended = await shop().command(`${line} --endpoint ${shop().endpoint}`, { env: environment() });
        return { ...ended, said: ended.error.join("\n") };
      };
      const moved = async () => {
        const run = start("run", "--follow");
        await run.said("Following run");
        await run.end("SIGINT");
      };
      const labels = async () => (await shop().items("tags")).map(({ id, body }) => `${id?.S}${body?.S}`);

      it("suspends its entity while the others are followed, until it is there again and was reloaded", async () => {
        await moved();
        const follow = start("follow", "--on-error", "suspend-entity");
        await follow.said("Following run");
        const insertNote = async (id: number) => {
          await application.run(`INSERT INTO notes VALUES (${id})`);
          await expect.poll(() => shop().ids("notes"), { timeout: 20_000 }).toContain(`N#${id}`);
        };
        await insertNote(2);
        await application.run("DROP TABLE labels");
        await follow.said("Suspended: label is no longer followed");
        await insertNote(3);
        await follow.end("SIGINT");
        expect(follow.text).toMatch(
          /labels.*DROP TABLE.*cannot be followed|DROP TABLE.*labels.*cannot be followed/,
        );

        await application.run("INSERT INTO notes VALUES (4)");
        expect(await command("follow --until caught-up")).toMatchObject({ code: 1 });
        expect(await shop().ids("notes")).toEqual(["N#1", "N#2", "N#3", "N#4"]);
        const status = JSON.parse((await command("follow status --json")).out) as object;
        expect(status).toMatchObject({ suspended: [{ entity: "label", code: "log-table-changed" }] });
        const tooEarly = await command("follow reload --entity label");
        expect(tooEarly.code).toBe(3);
        expect(tooEarly.said).toContain("labels");
        expect(await labels()).toEqual(["1a", "2b"]);

        await createLabels();
        await application.run("UPDATE labels SET body = 'c' WHERE id = 2");
        await application.run("DELETE FROM labels WHERE id = 1");
        const reloaded = await command("follow reload --entity label");
        expect(reloaded.code, reloaded.said).toBe(0);
        expect(await labels()).toEqual(["2c"]);
        await application.run("INSERT INTO labels VALUES (3, 'd')");
        await application.run("INSERT INTO notes VALUES (5)");
        const caughtUp = await command("follow --until caught-up");
        expect(caughtUp.code, caughtUp.said).toBe(0);
        expect((await labels()).sort()).toEqual(["2c", "3d"]);
        expect(await shop().ids("notes")).toHaveLength(5);
        expect((await command("verify")).code).toBe(0);
        expect((await command("follow end")).code).toBe(0);
      });

      it("stops following if it was renamed meanwhile, and says how the others can be followed", async () => {
        await moved();
        await application.run("INSERT INTO labels VALUES (3, 'c')");
        await application.run("ALTER TABLE labels RENAME TO old_labels");
        await application.run("INSERT INTO notes VALUES (2)");
        const stopped = await command("follow --until caught-up");
        expect(stopped.code).toBe(3);
        expect(stopped.said).toMatch(renamed);
        expect(stopped.said).toContain("follow --on-error suspend-entity");
        expect((await command("follow status")).code).toBe(0);
        expect((await command("follow --until caught-up --on-error suspend-entity")).code).toBe(1);
        expect(await shop().ids("notes")).toEqual(["N#1", "N#2"]);

        await application.run("ALTER TABLE old_labels RENAME TO labels");
        const reloaded = await command("follow reload");
        expect(reloaded.code, reloaded.said).toBe(0);
        expect((await labels()).sort()).toEqual(["1a", "2b", "3c"]);
        await application.run("UPDATE labels SET body = 'd'");
        const caughtUp = await command("follow --until caught-up");
        expect(caughtUp.code, caughtUp.said).toBe(0);
        expect((await labels()).sort()).toEqual(["1d", "2d", "3d"]);
        expect((await command("follow end")).code).toBe(0);
      });

      it("does not keep following from being ended", async () => {
        await moved();
        await application.run("DROP TABLE labels");
        const ended = await command("follow end");
        expect(ended.code, ended.said).toBe(0);
        if (kind === "postgres") expect(ended.said).toContain("Removed from the source: replication slot");
      });
    },
  );

function connected(kind: string, url: string) {
  if (kind === "mysql") {
    const pool = createPool({ uri: url, connectionLimit: 1 });
    return { run: (sql: string) => pool.query(sql), close: () => pool.end() };
  }
  const pool = new Pool({ connectionString: url, max: 1 });
  // The server may stop while the last connection still closes.
  pool.on("error", () => {});
  return { run: (sql: string) => pool.query(sql), close: () => pool.end() };
}

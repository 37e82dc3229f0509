import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { createPool, type Pool as MysqlPool } from "mysql2/promise";
import { Pool as PostgresPool } from "pg";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { FoundDatabase, RunningDatabase } from "../../emulators/database-server";
import { findDynamoDbLocal } from "../../emulators/dynamodb-local";
import type { RunningEmulator } from "../../emulators/emulator";
import { findMariaDb } from "../../emulators/mariadb";
import { findPostgres } from "../../emulators/postgres";
import { both, describeWith } from "../../emulators/real-part";
import { runner } from "../../emulators/runner";
import { seededRandom } from "../../emulators/seeded-random";
import { Workspace } from "./workspace";

const rows = 400;

/** A database as the application and an independent reader see it. */
interface Application {
  /** Runs one statement. */
  run(sql: string): Promise<readonly Record<string, unknown>[]>;
  close(): Promise<void>;
}

const databases: readonly {
  readonly kind: "mysql" | "postgres";
  readonly find: () => FoundDatabase;
  readonly connect: (url: string) => Application;
}[] = [
  {
    kind: "mysql",
    find: findMariaDb,
    connect: (url) => {
      const pool: MysqlPool = createPool({ uri: url, connectionLimit: 4, decimalNumbers: false });
      return {
        run: async (sql) => (await pool.query(sql))[0] as Record<string, unknown>[],
        close: () => pool.end(),
      };
    },
  },
  {
    kind: "postgres",
    find: findPostgres,
    connect: (url) => {
      const pool = new PostgresPool({ connectionString: url, max: 4 });
      // The server may stop while the last connections still close.
      pool.on("error", () => {});
      return {
        run: async (sql) => (await pool.query<Record<string, unknown>>(sql)).rows,
        close: () => pool.end(),
      };
    },
  },
];

for (const { kind, find, connect } of databases)
  describeWith(
    `following ${kind}`,
    () => both(findDynamoDbLocal(), find()),
    ({ first, second }) => {
      let emulator: RunningEmulator;
      let database: RunningDatabase;
      let shop: Workspace;
      let application: Application;

      beforeAll(async () => {
        [emulator, database] = await Promise.all([first.start(), second.start(undefined, true)]);
        application = connect(database.url);
        shop = await Workspace.make(emulator.endpoint);
        await shop.makeTables();
        await shop.file("migration.yaml", migrationOf(kind));
      });
      afterAll(async () => {
        await application.close();
        await shop.remove();
        await Promise.all([emulator.stop(), database.stop()]);
      });
      beforeEach(async () => {
        await shop.clear();
        await application.run("DROP TABLE IF EXISTS notes");
        await application.run(
          "CREATE TABLE notes (id INTEGER PRIMARY KEY, body VARCHAR(200), amount DECIMAL(20,5), hidden INTEGER NOT NULL)",
        );
        for (let id = 1; id <= rows; id += 100)
          await application.run(
            `INSERT INTO notes VALUES ${Array.from({ length: 100 }, (_, index) => `(${id + index}, 'first', ${id + index}.5, 0)`).join(", ")}`,
          );
      });

      const variables = () => ({ SHOP_URL: database.url });
      const started = (...parameters: string[]): ChildProcess => {
        const [command, ...all] = runner(...parameters, "--endpoint", shop.endpoint);
        return spawn(command, all, {
          ...{ cwd: shop.folder, stdio: ["ignore", "pipe", "pipe"] },
          env: { ...process.env, ...variables() },
        });
      };
      const command = (line: string) =>
        shop.command(`${line} --endpoint ${shop.endpoint}`, { env: variables() });

      /** Waits until a line of a process has a text. */
      const said = async (child: ChildProcess, text: string): Promise<void> => {
        let output = "";
        const ended = once(child, "exit").then(() => {
          throw new Error(`the process ended without "${text}":\n${output}`);
        });
        const found = new Promise<void>((resolve) => {
          for (const stream of [child.stdout, child.stderr])
            stream?.on("data", (chunk: Buffer) => {
              output += chunk.toString();
              if (output.includes(text)) resolve();
            });
        });
        await Promise.race([found, ended]);
      };

      const end = async (child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> => {
        const exit = once(child, "exit");
        child.kill(signal);
        return ((await exit) as [number | null])[0];
      };

      /** Writes until it is told to stop. */
      const writing = (seed: number) => {
        const random = seededRandom(seed);
        let isOver = false;
        let count = 0;
        const work = async (): Promise<void> => {
          while (!isOver) {
            await application.run(statement(random)).catch(() => undefined);
            count++;
            await sleep(1);
          }
        };
        const ended = Promise.all([work(), work(), work()]);
        return {
          stop: async () => {
            isOver = true;
            await ended;
            return count;
          },
        };
      };

      const expectSame = async (): Promise<void> => {
        const stored = await application.run("SELECT id, body, amount, hidden FROM notes ORDER BY id");
        const wanted = stored
          .filter(({ hidden }) => Number(hidden) === 0)
          .map(({ id, body, amount }) => ({
            id: { S: `N#${String(id)}` },
            body: { S: String(body) },
            amount: { N: plain(String(amount)) },
          }));
        const byId = (a: { id: { S: string } }, b: { id: { S: string } }) => a.id.S.localeCompare(b.id.S);
        expect(await shop.items("notes")).toEqual(wanted.toSorted(byId));
      };

      it("misses nothing while rows are written, and after kills", async () => {
        const writers = writing(7);
        const first = started("run", "--follow");
        await said(first, "Following run");
        await sleep(500);
        await end(first, "SIGKILL");
        for (let kill = 0; kill < 3; kill++) {
          const next = started("follow");
          await said(next, "Following run");
          await sleep(300 * kill);
          await end(next, kill === 1 ? "SIGINT" : "SIGKILL");
        }
        expect(await writers.stop()).toBeGreaterThan(100);
        const caughtUp = await command("follow --until caught-up");
        expect(caughtUp.code, caughtUp.error.join("\n")).toBe(0);
        await expectSame();
        expect((await command("verify")).code).toBe(0);
        const status = await command("follow status --json");
        expect(JSON.parse(status.out)).toMatchObject({ phase: "stopped", isRunning: false, dirty: 0 });
        expect((await command("follow end")).code).toBe(0);
      });

      it("rolls back what the run and the changes wrote, deletes too", async () => {
        await shop.put("notes", { id: { S: "N#1" }, body: { S: "before" } });
        const first = started("run", "--follow", "--on-conflict", "overwrite");
        await said(first, "Following run");
        await end(first, "SIGINT");
        await application.run("DELETE FROM notes WHERE id < 50");
        await application.run("UPDATE notes SET body = 'second' WHERE id < 100");
        await application.run("UPDATE notes SET hidden = 1 WHERE id = 200");
        expect((await command("follow --until caught-up")).code).toBe(0);
        await expectSame();
        expect((await shop.command("rollback --yes", {})).code).toBe(0);
        expect(await shop.items("notes")).toEqual([{ id: { S: "N#1" }, body: { S: "before" } }]);
        expect((await command("follow end")).code).toBe(0);
      });

      it(`${kind === "mysql" ? "follows" : "does not follow"} a run that was started without --follow`, async () => {
        expect((await command("run")).code).toBe(0);
        await application.run("UPDATE notes SET body = 'second' WHERE id < 100");
        await application.run("DELETE FROM notes WHERE id < 50");
        const { code, error } = await command("follow --until caught-up");
        expect(code, error.join("\n")).toBe(kind === "mysql" ? 0 : 2);
        if (kind === "mysql") await expectSame();
        else expect(error.join("\n")).toContain("can only be followed from MariaDB or DynamoDB");
      });

      it("counts the rows that the run rejected, and carries them over once they can become items", async () => {
        await application.run("UPDATE notes SET hidden = 5 WHERE id IN (7, 8)");
        if (kind === "mysql") expect((await command("run")).code).toBe(1);
        else {
          const first = started("run", "--follow");
          await said(first, "Following run");
          await end(first, "SIGINT");
        }
        expect(JSON.parse((await command("follow status --json")).out)).toMatchObject({ rejected: 2 });
        await application.run("UPDATE notes SET hidden = 0, body = 'right' WHERE id = 7");
        expect((await command("follow --until caught-up")).code).toBe(1);
        expect((await shop.items("notes")).map(({ id }) => id?.S)).toContain("N#7");
        expect(JSON.parse((await command("follow status --json")).out)).toMatchObject({ rejected: 1 });
        expect((await command("verify")).code).toBe(1);
        await application.run("DELETE FROM notes WHERE id = 8");
        expect((await command("follow --until caught-up")).code).toBe(0);
        await expectSame();
        expect((await command("verify")).code).toBe(0);
        expect((await command("follow end")).code).toBe(0);
      });

      it("suspends only the entity whose table was changed, until it is reloaded", async () => {
        await shop.file("two.yaml", twoEntities(kind));
        await application.run("DROP TABLE IF EXISTS labels");
        await application.run("CREATE TABLE labels (id INTEGER PRIMARY KEY, body VARCHAR(200))");
        await application.run("INSERT INTO labels VALUES (1, 'a'), (2, 'b')");
        const first = started("run", "two.yaml", "--follow");
        await said(first, "Following run");
        await end(first, "SIGINT");
        await application.run("DELETE FROM labels WHERE id = 2");
        await application.run("ALTER TABLE labels ADD COLUMN color VARCHAR(10)");
        await application.run("UPDATE labels SET body = 'z', color = 'red'");
        await application.run("UPDATE notes SET body = 'second' WHERE id < 100");
        const stopped = await command("follow two.yaml --until caught-up");
        expect({ code: stopped.code, said: stopped.error.join("\n") }).toMatchObject({
          ...{ code: 3, said: expect.stringContaining("labels") as string },
        });
        expect((await command("follow two.yaml --until caught-up --on-error suspend-entity")).code).toBe(1);
        await expectSame();
        const status = JSON.parse((await command("follow status two.yaml --json")).out) as object;
        expect(status).toMatchObject({ suspended: [{ entity: "label", code: "log-table-changed" }] });
        expect(await command("follow reload two.yaml --entity note")).toMatchObject({
          ...{ code: 2, errorCode: "not-suspended" },
        });
        const reloaded = await command("follow reload two.yaml --json");
        expect(reloaded.code, reloaded.error.join("\n")).toBe(0);
        expect(JSON.parse(reloaded.out)).toMatchObject({ reloaded: ["label"] });
        expect(await shop.items("tags")).toEqual([{ id: { S: "1" }, name: { S: "L" }, body: { S: "z" } }]);
        await application.run("INSERT INTO labels VALUES (3, 'c', 'blue')");
        expect((await command("follow two.yaml --until caught-up")).code).toBe(0);
        expect(await shop.items("tags")).toHaveLength(2);
        expect((await command("follow end two.yaml")).code).toBe(0);
      });

      it("lists a row that cannot become an item, and carries it over once it can", async () => {
        const first = started("run", "--follow");
        await said(first, "Following run");
        await end(first, "SIGINT");
        await application.run("UPDATE notes SET hidden = 5 WHERE id = 7");
        const rejected = await command("follow --until caught-up");
        expect(rejected.code).toBe(1);
        expect(rejected.error.join("\n")).toMatch(/Rejected: note \["7"\]: where/);
        await application.run("UPDATE notes SET hidden = 0, body = 'right' WHERE id = 7");
        expect((await command("follow --until caught-up")).code).toBe(0);
        await expectSame();
        expect((await command("follow end")).code).toBe(0);
      });
    },
  );

function migrationOf(kind: string): string {
  return `
name: shop
source: { ${kind}: "\${env.SHOP_URL}" }
entities:
  note:
    from: { table: notes }
    to: notes
    where: "\${row.hidden == 5 ? int(row.body) == 0 : row.hidden == 0}"
    item: { id: "N#\${row.id}", body: "\${row.body}", amount: "\${row.amount}" }
`;
}

function twoEntities(kind: string): string {
  return `${migrationOf(kind).replace("name: shop", "name: two")}
  label: { from: { table: labels }, to: tags, item: { id: "\${string(row.id)}", name: L, body: "\${row.body}" } }
`;
}

function statement(random: () => number): string {
  const id = 1 + Math.floor(random() * rows * 1.5);
  const kind = random();
  if (kind < 0.25) return `DELETE FROM notes WHERE id = ${id}`;
  if (kind < 0.5) return `INSERT INTO notes VALUES (${id}, 'new ${Math.floor(random() * 1e6)}', ${id}.25, 0)`;
  if (kind < 0.6) return `UPDATE notes SET id = id + 1000000 WHERE id = ${id}`;
  if (kind < 0.7) return `UPDATE notes SET hidden = 1 - hidden WHERE id BETWEEN ${id} AND ${id + 5}`;
  return `UPDATE notes SET body = 'changed ${Math.floor(random() * 1e6)}', amount = amount + 0.125 WHERE id = ${id}`;
}

/** A decimal without zeros at its end. */
function plain(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

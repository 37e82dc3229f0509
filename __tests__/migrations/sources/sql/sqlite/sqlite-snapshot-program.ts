/* Reads a SQLite database while a connection of its own changes it, and prints what came of it as JSON. */
import { readFileSync, rmSync } from "node:fs";
import { loadSqliteDriver } from "../../../../../migrations/sources/sql/sqlite/sqlite-driver";
import { SqliteSource } from "../../../../../migrations/sources/sql/sqlite/sqlite-source";
import { nativeWriter } from "./sqlite-drivers";

const [, , path = ""] = process.argv;
const rows = 500;
const fill = [
  "CREATE TABLE t (id INTEGER PRIMARY KEY, a)",
  `WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < ${rows}) INSERT INTO t SELECT n, 'before' FROM n`,
];

/** A row for each that is read, with whether the change after its chunk was refused. */
async function readWhileChanged(mode: "WAL" | "DELETE"): Promise<object> {
  for (const ending of ["", "-wal", "-shm", "-journal"]) rmSync(path + ending, { force: true });
  const driver = await loadSqliteDriver();
  const writer = await nativeWriter(path);
  writer.exec(`PRAGMA journal_mode = ${mode}; PRAGMA busy_timeout = 1`);
  for (const statement of fill) writer.exec(statement);
  const read: unknown[] = [];
  const refusals: string[] = [];
  for await (const chunk of new SqliteSource(path, "shop.db").rows({ table: "t" })) {
    read.push(...chunk.rows.map(({ value }) => value));
    try {
      writer.exec(
        `UPDATE t SET a = 'after'; DELETE FROM t WHERE id % 7 = 0; INSERT INTO t (a) VALUES ('new')`,
      );
    } catch (error) {
      refusals.push((error as Error).message);
    }
  }
  const log = mode === "WAL" ? readFileSync(`${path}-wal`).length : 0;
  writer.close();
  return { driver: driver.name, read, refusals, hasLog: log > 0 };
}

async function main(): Promise<void> {
  const results = { wal: await readWhileChanged("WAL"), journal: await readWhileChanged("DELETE") };
  process.stdout.write(`${JSON.stringify(results)}\n`);
}

void main();

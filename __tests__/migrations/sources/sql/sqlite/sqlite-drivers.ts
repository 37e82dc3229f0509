import { loadBetterSqlite } from "../../../../../migrations/sources/sql/sqlite/sqlite-better-driver";
import type { SqliteDriver } from "../../../../../migrations/sources/sql/sqlite/sqlite-connection";
import { loadNodeSqlite } from "../../../../../migrations/sources/sql/sqlite/sqlite-node-driver";
import { loadSqliteWasm } from "../../../../../migrations/sources/sql/sqlite/sqlite-wasm-driver";

/** The drivers that this machine has: `node-sqlite3-wasm` always. */
export async function sqliteDrivers(): Promise<readonly SqliteDriver[]> {
  const better = loadBetterSqlite().catch(() => undefined);
  const all = await Promise.all([loadNodeSqlite(), better, loadSqliteWasm()]);
  return all.filter((driver) => driver !== undefined);
}

/** Those that read a snapshot of a database in use. */
export async function snapshotDrivers(): Promise<readonly SqliteDriver[]> {
  return (await sqliteDrivers()).filter(({ name }) => name !== "node-sqlite3-wasm");
}

interface Writer {
  exec(sql: string): void;
  close(): void;
}
type OpenWriter = new (path: string) => Writer;

/** A connection of a program that writes by the rules, as node-sqlite3-wasm does not. Only where there is a snapshot driver. */
export async function nativeWriter(path: string): Promise<Writer> {
  const [node, better]: readonly [string, string] = ["node:sqlite", "better-sqlite3"];
  const load = (name: string) => import(name) as Promise<{ DatabaseSync: OpenWriter; default: OpenWriter }>;
  const Database = await load(node).then(
    (module) => module.DatabaseSync,
    async () => (await load(better)).default,
  );
  return new Database(path);
}

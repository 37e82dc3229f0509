import { importPackage } from "../../../optional-package";
import type { SqliteDriver, SqliteValue } from "./sqlite-connection";
import { type NativeDatabase, SqliteTransaction } from "./sqlite-transaction";

/** As much of `node:sqlite` as is needed: https://nodejs.org/api/sqlite.html */
interface Statement {
  setReadBigInts(isEnabled: boolean): void;
  /** Since Node.js 22.16. */
  setReturnArrays?(isEnabled: boolean): void;
  iterate(...values: readonly SqliteValue[]): Iterable<object>;
}
interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}
interface NodeSqlite {
  readonly DatabaseSync: new (path: string, options: { readonly readOnly: boolean }) => Database;
  readonly StatementSync: { readonly prototype: object };
}

const moduleName = "node:sqlite";

/** Node.js's own SQLite. @returns `undefined` before Node.js 22.13, which has none, or one that cannot iterate */
export async function loadNodeSqlite(
  load: () => Promise<unknown> = () => importPackage(moduleName),
): Promise<SqliteDriver | undefined> {
  const sqlite = await load().then(
    (module) => module as NodeSqlite,
    () => undefined,
  );
  if (!sqlite || !("iterate" in sqlite.StatementSync.prototype)) return undefined;
  return {
    name: moduleName,
    open: (path) => new SqliteTransaction(opened(new sqlite.DatabaseSync(path, { readOnly: true }))),
  };
}

function opened(database: Database): NativeDatabase {
  return {
    exec: (sql) => database.exec(sql),
    iterate: (sql, values, isExact) => iterate(database.prepare(sql), values, isExact),
    close: () => database.close(),
  };
}

/** Its RangeError says that a whole number does not fit a JavaScript number. */
function* iterate(
  statement: Statement,
  values: readonly SqliteValue[],
  isExact: boolean,
): Generator<SqliteValue[]> {
  statement.setReadBigInts(isExact);
  statement.setReturnArrays?.(true);
  for (const row of statement.iterate(...values))
    yield Array.isArray(row) ? (row as SqliteValue[]) : (Object.values(row) as SqliteValue[]);
}

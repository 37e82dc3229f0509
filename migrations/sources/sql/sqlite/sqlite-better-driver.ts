import { importPackage } from "../../../optional-package";
import type { SqliteDriver, SqliteValue } from "./sqlite-connection";
import { type NativeDatabase, SqliteTransaction } from "./sqlite-transaction";

/** As much of better-sqlite3 as is needed: https://github.com/WiseLibs/better-sqlite3/blob/master/docs/api.md */
interface Statement {
  raw(isEnabled: boolean): Statement;
  safeIntegers(isEnabled: boolean): Statement;
  iterate(...values: readonly SqliteValue[]): Iterable<SqliteValue[]>;
}
interface Database {
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
}
type BetterSqlite = new (
  path: string,
  options?: { readonly readonly: boolean; readonly fileMustExist: boolean },
) => Database;

const packageName = "better-sqlite3";

/** better-sqlite3, if it is installed and its binary fits this Node.js. @throws what loading it throws */
export async function loadBetterSqlite(
  load: () => Promise<unknown> = () => importPackage(packageName),
): Promise<SqliteDriver> {
  const { default: BetterSqlite } = (await load()) as { readonly default: BetterSqlite };
  // The binary is loaded by the first database.
  new BetterSqlite(":memory:").close();
  const options = { readonly: true, fileMustExist: true };
  return {
    name: packageName,
    open: (path) => new SqliteTransaction(opened(new BetterSqlite(path, options))),
  };
}

function opened(database: Database): NativeDatabase {
  return {
    exec: (sql) => database.exec(sql),
    iterate: (sql, values, isExact) =>
      database
        .prepare(sql)
        .raw(true)
        .safeIntegers(isExact)
        .iterate(...values),
    close: () => database.close(),
  };
}

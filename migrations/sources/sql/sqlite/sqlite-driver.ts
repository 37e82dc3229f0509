import { messageOf, UnreachableError } from "../../../errors";
import { isNotFound } from "../../../optional-package";
import { loadBetterSqlite } from "./sqlite-better-driver";
import type { SqliteDriver } from "./sqlite-connection";
import { loadNodeSqlite } from "./sqlite-node-driver";
import { loadSqliteWasm } from "./sqlite-wasm-driver";

type Loaded<Driver> = Driver | Promise<Driver>;

/** How each driver is loaded; for tests. */
export interface SqliteDriverLoaders {
  readonly node: () => Loaded<SqliteDriver | undefined>;
  readonly better: () => Loaded<SqliteDriver>;
  readonly wasm: () => Loaded<SqliteDriver>;
}

const installed: SqliteDriverLoaders = {
  node: () => loadNodeSqlite(),
  better: () => loadBetterSqlite(),
  wasm: () => loadSqliteWasm(),
};

/**
 * The first of `node:sqlite`, `better-sqlite3` and `node-sqlite3-wasm` that can be loaded. The first two read a
 * snapshot of a database in use; the last one refuses such a database.
 * @throws UnreachableError if there is none
 */
export async function loadSqliteDriver(loaders: SqliteDriverLoaders = installed): Promise<SqliteDriver> {
  const node = await loaders.node();
  if (node) return node;
  const failures: unknown[] = [];
  for (const load of [loaders.better, loaders.wasm]) {
    try {
      return await load();
    } catch (error) {
      failures.push(error);
    }
  }
  throw unavailable(failures);
}

function unavailable(failures: readonly unknown[]): UnreachableError {
  const failing = failures.find((one) => !isNotFound(one));
  const remedy = "use Node.js 22.13 or later, or npm install better-sqlite3 (or node-sqlite3-wasm)";
  if (failing === undefined)
    return new UnreachableError("source-driver-missing", `a sqlite source needs a driver: ${remedy}`);
  const message = `no driver of sqlite sources can be loaded: ${messageOf(failing)}; ${remedy}`;
  return new UnreachableError("source-driver-broken", message, { cause: failing });
}

import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { UnreachableError } from "../../../errors";
import { importPackage } from "../../../optional-package";
import type { SqliteConnection, SqliteDriver, SqliteRow, SqliteValue } from "./sqlite-connection";
import { sqliteEncoding } from "./sqlite-encoding";
import { SqliteFileState } from "./sqlite-file-state";

/** As much of node-sqlite3-wasm as is needed. */
interface Database {
  exec(sql: string): void;
  prepare(sql: string): { iterate(values: SqliteValue[]): Iterable<Readonly<Record<string, SqliteValue>>> };
  close(): void;
}
interface SqliteWasm {
  readonly Database: new (
    path: string,
    options: { readonly readOnly: boolean; readonly fileMustExist: boolean },
  ) => Database;
}

/**
 * node-sqlite3-wasm, which needs no binary, but ignores the locks of other programs: a database in use is refused,
 * and one that changes while it is read is noticed. @throws what loading it throws
 */
export async function loadSqliteWasm(
  load: () => Promise<unknown> = () => importPackage("node-sqlite3-wasm"),
): Promise<SqliteDriver> {
  const wasm = ((await load()) as { readonly default: SqliteWasm }).default;
  return { name: "node-sqlite3-wasm", open: (path, shown) => WasmConnection.open(wasm, path, shown) };
}

/**
 * The database is opened through a link in a temporary folder: the driver locks a database with a folder next to it,
 * which would need write permission there, keep out a second reader, and remain after a kill.
 */
class WasmConnection implements SqliteConnection {
  readonly marksInvalidText = false;
  readonly keepsNul = false;
  readonly encoding = "UTF-8";

  private constructor(
    private readonly database: Database,
    private readonly state: SqliteFileState,
    private readonly folder: string,
  ) {}

  static async open(wasm: SqliteWasm, path: string, shown: string): Promise<WasmConnection> {
    if (sqliteEncoding(path) !== "UTF-8") {
      const message = `${shown} holds its text in UTF-16, which node-sqlite3-wasm cannot read; use Node.js 22.13 or later, or npm install better-sqlite3`;
      throw new UnreachableError("source-unreadable", message);
    }
    const state = SqliteFileState.atRest(path, shown);
    const folder = await mkdtemp(join(tmpdir(), "dynamodb-migrate-"));
    try {
      const link = join(folder, "db");
      await symlink(resolve(path), link);
      const database = new wasm.Database(link, { readOnly: true, fileMustExist: true });
      const connection = new WasmConnection(database, state, folder);
      // A database in WAL mode is otherwise read through memory shared between processes, which the driver lacks.
      connection.execute("PRAGMA locking_mode = EXCLUSIVE");
      return connection;
    } catch (error) {
      await rm(folder, { recursive: true });
      throw error;
    }
  }

  execute(sql: string): void {
    this.database.exec(sql);
  }

  *rows(sql: string, values: readonly SqliteValue[] = []): Iterable<SqliteRow> {
    for (const row of this.database.prepare(sql).iterate([...values])) yield Object.values(row);
  }

  check(): void {
    this.state.check();
  }

  async close(): Promise<void> {
    this.database.close();
    await rm(this.folder, { recursive: true });
  }
}

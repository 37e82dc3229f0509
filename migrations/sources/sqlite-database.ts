import { existsSync, statSync } from "node:fs";
import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { messageOf, UnreachableError } from "../errors";

/** What a column of a row can hold: whole numbers beyond JavaScript's come as `bigint`. */
export type SqliteValue = null | number | bigint | string | Uint8Array;
export type SqliteRow = Readonly<Record<string, SqliteValue>>;

interface SqliteConnection {
  exec(sql: string): void;
  all(sql: string): object[];
  prepare(sql: string): { iterate(values: SqliteValue[]): IterableIterator<object> };
  close(): void;
}

/** As much of node-sqlite3-wasm as is needed here. */
export interface SqliteDriver {
  readonly Database: new (
    path: string,
    options: { readonly readOnly: boolean; readonly fileMustExist: boolean },
  ) => SqliteConnection;
}

/** Loads the driver, only where a SQLite database is read. @throws UnreachableError where it is not installed */
export async function loadSqlite(
  load: () => Promise<{ readonly default: unknown }> = () => import("node-sqlite3-wasm"),
): Promise<SqliteDriver> {
  try {
    return (await load()).default as SqliteDriver;
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code?.endsWith("MODULE_NOT_FOUND");
    const message = isMissing
      ? "a sqlite source needs a package that is not installed: npm install node-sqlite3-wasm"
      : `a sqlite source needs the package node-sqlite3-wasm, which cannot be loaded: ${messageOf(cause)}`;
    throw new UnreachableError(isMissing ? "source-driver-missing" : "source-driver-broken", message, {
      cause,
    });
  }
}

/**
 * A database that is only read. It is opened by links in a folder of its own: the driver marks a database as
 * taken by a folder beside it, which would need the right to write there, keep a second reader out, and stay
 * behind after a kill.
 */
export class SqliteDatabase {
  private constructor(
    private readonly connection: SqliteConnection,
    private readonly links: string,
  ) {}

  /** @param path of a file that is there */
  static async open(driver: SqliteDriver, path: string): Promise<SqliteDatabase> {
    const links = await mkdtemp(join(tmpdir(), "dynamodb-migrate-"));
    let connection: SqliteConnection | undefined;
    try {
      for (const part of ["", "-wal", "-journal"])
        if (part === "" || hasContent(path + part))
          await symlink(resolve(path + part), join(links, `db${part}`));
      connection = new driver.Database(join(links, "db"), { readOnly: true, fileMustExist: true });
      // A write-ahead log is otherwise read through memory shared between processes, which the driver lacks.
      connection.exec("PRAGMA locking_mode = EXCLUSIVE");
      return new SqliteDatabase(connection, links);
    } catch (error) {
      connection?.close();
      await rm(links, { recursive: true });
      throw error;
    }
  }

  all(sql: string): SqliteRow[] {
    return this.connection.all(sql) as SqliteRow[];
  }

  /** Rows one by one, as they are asked for. */
  iterate(sql: string, values: readonly SqliteValue[]): Iterable<SqliteRow> {
    return this.connection.prepare(sql).iterate([...values]) as IterableIterator<SqliteRow>;
  }

  async close(): Promise<void> {
    this.connection.close();
    await rm(this.links, { recursive: true });
  }
}

function hasContent(path: string): boolean {
  return existsSync(path) && statSync(path).size > 0;
}

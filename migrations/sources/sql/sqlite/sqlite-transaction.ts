import type { SqliteEncoding } from "./sqlite-encoding";
import { plainInteger, type SqliteConnection, type SqliteRow, type SqliteValue } from "./sqlite-connection";

/** What a driver over SQLite's own library can do. */
export interface NativeDatabase {
  exec(sql: string): void;
  /** Whole numbers are a `bigint`. */
  iterate(sql: string, values: readonly SqliteValue[]): Iterable<SqliteRow>;
  close(): void;
}

/** How long to wait for a program that is writing, in milliseconds. */
const busyTimeoutMs = 10_000;

/**
 * A read transaction: one snapshot, whatever other connections write meanwhile (https://www.sqlite.org/isolation.html). The snapshot is
 * that of the first SELECT, which is made here. Nothing else in this process may open and close the file meanwhile:
 * that would drop the transaction's lock (https://www.sqlite.org/howtocorrupt.html, 2.2).
 */
export class SqliteTransaction implements SqliteConnection {
  readonly marksInvalidText = true;
  readonly encoding: SqliteEncoding;

  constructor(private readonly database: NativeDatabase) {
    try {
      database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
      database.exec("BEGIN");
      const first = (sql: string) => [...database.iterate(sql, [])][0]?.[0];
      first("SELECT count(*) FROM sqlite_schema");
      this.encoding = first("PRAGMA encoding") as SqliteEncoding;
    } catch (error) {
      database.close();
      throw error;
    }
  }

  execute(sql: string): void {
    this.database.exec(sql);
  }

  *rows(sql: string, values: readonly SqliteValue[] = []): Iterable<SqliteRow> {
    for (const row of this.database.iterate(sql, values)) yield row.map(plain);
  }

  check(): void {
    // A snapshot does not change.
  }

  close(): void {
    this.database.close();
  }
}

function plain(value: SqliteValue): SqliteValue {
  if (typeof value === "bigint") return plainInteger(value);
  // A Buffer would be compared and printed differently.
  return Buffer.isBuffer(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : value;
}

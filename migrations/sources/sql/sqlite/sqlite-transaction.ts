import type { SqliteEncoding } from "./sqlite-encoding";
import { plainInteger, type SqliteConnection, type SqliteRow, type SqliteValue } from "./sqlite-connection";

/** Functions of a driver that uses SQLite's own library. */
export interface NativeDatabase {
  exec(sql: string): void;
  /** The rows, which the caller may change. @param isExact whether whole numbers are a `bigint`; see `SqliteConnection` */
  iterate(sql: string, values: readonly SqliteValue[], isExact: boolean): Iterable<SqliteValue[]>;
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
  readonly keepsNul: boolean;
  readonly encoding: SqliteEncoding;

  constructor(private readonly database: NativeDatabase) {
    try {
      database.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
      database.exec("BEGIN");
      const first = (sql: string) => [...database.iterate(sql, [], true)][0]?.[0];
      first("SELECT count(*) FROM sqlite_schema");
      this.encoding = first("PRAGMA encoding") as SqliteEncoding;
      this.keepsNul = first("SELECT char(97, 0, 98)") === "a\0b";
    } catch (error) {
      database.close();
      throw error;
    }
  }

  execute(sql: string): void {
    this.database.exec(sql);
  }

  *rows(sql: string, values: readonly SqliteValue[] = [], isExact = true): Iterable<SqliteRow> {
    for (const row of this.database.iterate(sql, values, isExact)) {
      makePlain(row);
      yield row;
    }
  }

  check(): void {
    // A snapshot does not change.
  }

  close(): void {
    this.database.close();
  }
}

function makePlain(row: SqliteValue[]): void {
  for (let index = 0; index < row.length; index++) {
    const value = row[index];
    if (typeof value === "bigint") row[index] = plainInteger(value);
    // A Buffer would be compared and printed differently.
    else if (typeof value === "object" && Buffer.isBuffer(value))
      row[index] = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  }
}

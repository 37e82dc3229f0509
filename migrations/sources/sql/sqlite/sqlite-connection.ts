import type { SqliteEncoding } from "./sqlite-encoding";

/** A cell: whole numbers beyond JavaScript's safe range are a `bigint`. */
export type SqliteValue = null | number | bigint | string | Uint8Array;
export type SqliteRow = readonly SqliteValue[];

/**
 * One consistent view of a database, read-only: what other programs write meanwhile is either not seen, or noticed by
 * {@link SqliteConnection.check} before a row is handed on.
 */
export interface SqliteConnection {
  /**
   * Whether text that is not UTF-8 arrives with U+FFFD in it. If not, it may arrive as any other characters, and only
   * ASCII can be trusted.
   */
  readonly marksInvalidText: boolean;
  /** Whether text arrives whole if it holds a NUL character; if not, it ends before it. */
  readonly keepsNul: boolean;
  /** The encoding of the database's text. */
  readonly encoding: SqliteEncoding;
  /** Runs a statement without rows. */
  execute(sql: string): void;
  /**
   * The rows of a statement, one by one. Each column of the result needs a name of its own.
   * @param isExact whether whole numbers beyond JavaScript's safe range keep every digit, which costs more for all of
   * them; if not, they are rounded, or a RangeError is thrown. @default true
   */
  rows(sql: string, values?: readonly SqliteValue[], isExact?: boolean): Iterable<SqliteRow>;
  /** @throws UnreachableError if rows read since the connection was opened may be of different states */
  check(): void;
  close(): void | Promise<void>;
}

/** A package, or a part of Node.js, that reads SQLite databases. */
export interface SqliteDriver {
  /** As it is imported: `node:sqlite`, `better-sqlite3`, `node-sqlite3-wasm`. */
  readonly name: string;
  /** @param path of an existing file @param shown the same for messages */
  open(path: string, shown: string): SqliteConnection | Promise<SqliteConnection>;
}

/** A whole number as the drivers without a type for 32 bits give it: a `number` if that holds every digit. */
export function plainInteger(value: bigint): number | bigint {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

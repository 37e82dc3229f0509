import { Decimal, type RowObject, type RowValue } from "../../migrations/items/row";
import { plainInteger, type SqliteValue } from "../../migrations/sources/sql/sqlite/sqlite-connection";
import { exactJsonText } from "./exact-json-text";
import { CutoverError } from "../errors";
import type { RecordKey } from "../record-key";
import { keyValues } from "./key-values";
import type { MigrationMapping } from "./migration-mapping";
import { doubleQuoted } from "../../migrations/sources/sql/sql-names";
import { runSqlite, type SqliteHandle, sqliteRows } from "./sqlite-handle";
import type { OldStore } from "./store";

/** Settings of {@link sqliteStore}. */
export interface SqliteStoreOptions {
  /**
   * Opened by the application, and not closed. Set its busy timeout if several processes write the file:
   * `PRAGMA busy_timeout = 5000`.
   */
  readonly database: SqliteHandle;
  /** The entity's mapping; see `loadRecordMapping`. */
  readonly mapping: Pick<MigrationMapping, "keyColumns"> & Partial<Pick<MigrationMapping, "from">>;
  /** @default that of the mapping */
  readonly table?: string;
}

/**
 * The records of a SQLite table. Rows have the values that the migration's source returns: whole numbers of 64 bits, and
 * blobs as binary. Writes set the columns that a row has, and no others. Errors
 * have a code such as `SQLITE_BUSY`.
 *
 * @throws Error if there is neither a table nor a mapping of one
 */
export function sqliteStore(options: SqliteStoreOptions): OldStore {
  return new SqliteStore(options);
}

class SqliteStore implements OldStore {
  private readonly table: string;
  private readonly atKey: string;

  constructor(private readonly options: SqliteStoreOptions) {
    const { table = options.mapping.from?.table, mapping } = options;
    if (table === undefined) throw new Error("sqliteStore: the mapping has no table; pass table");
    this.table = doubleQuoted(table);
    this.atKey = mapping.keyColumns.map((column) => `${doubleQuoted(column)} = ?`).join(" AND ");
  }

  read(key: RecordKey): Promise<RowObject | undefined> {
    return attempt(() => {
      const sql = `SELECT * FROM ${this.table} WHERE ${this.atKey}`;
      const [row] = sqliteRows(this.options.database, sql, this.valuesOf(key));
      return row && plainRow(row);
    });
  }

  /** An upsert would check the columns that the row does not have as if it inserted it. */
  write(key: RecordKey, row: RowObject): Promise<void> {
    return attempt(() => {
      const { keyColumns } = this.options.mapping;
      const all = this.withKey(key, row);
      const others = Object.keys(all).filter((column) => !keyColumns.includes(column));
      if (others.length > 0 && this.update(key, all, others) > 0) return;
      const columns = Object.keys(all);
      const sets = others.map((column) => `${doubleQuoted(column)} = excluded.${doubleQuoted(column)}`);
      const conflict = keyColumns.map(doubleQuoted).join(", ");
      this.run(
        `INSERT INTO ${this.table} (${columns.map(doubleQuoted).join(", ")})
         VALUES (${columns.map(() => "?").join(", ")})
         ON CONFLICT (${conflict}) DO ${sets.length === 0 ? "NOTHING" : `UPDATE SET ${sets.join(", ")}`}`,
        columns.map((column) => sqliteValue(all[column])),
      );
    });
  }

  delete(key: RecordKey): Promise<void> {
    return attempt(() => {
      this.run(`DELETE FROM ${this.table} WHERE ${this.atKey}`, this.valuesOf(key));
    });
  }

  private update(key: RecordKey, row: RowObject, columns: readonly string[]): number {
    const sets = columns.map((column) => `${doubleQuoted(column)} = ?`).join(", ");
    const values = [...columns.map((column) => sqliteValue(row[column])), ...this.valuesOf(key)];
    return this.run(`UPDATE ${this.table} SET ${sets} WHERE ${this.atKey}`, values);
  }

  /** A row that was derived from items need not have the key's columns. */
  private withKey(key: RecordKey, row: RowObject): RowObject {
    const { keyColumns } = this.options.mapping;
    const values = keyValues(key, keyColumns);
    const missing = keyColumns.flatMap((column, index) =>
      Object.hasOwn(row, column) ? [] : [[column, values[index]] as const],
    );
    return { ...row, ...Object.fromEntries(missing) };
  }

  private valuesOf(key: RecordKey): readonly SqliteValue[] {
    return keyValues(key, this.options.mapping.keyColumns).map(sqliteValue);
  }

  private run(sql: string, values: readonly SqliteValue[]): number {
    return runSqlite(this.options.database, sql, values);
  }
}

/** A driver that does not wait for anything throws before a statement has changed anything, which the code says. */
async function attempt<Result>(step: () => Result): Promise<Result> {
  try {
    return await Promise.resolve().then(step);
  } catch (error) {
    throw withCode(error);
  }
}

const busyCode = 5;

function withCode(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof CutoverError) return error;
  const { code, errcode } = error as Error & { readonly code?: string; readonly errcode?: number };
  if (code?.startsWith("SQLITE_")) return error;
  const isBusy = errcode === busyCode || /database is locked/.test(error.message);
  return Object.assign(new Error(error.message, { cause: error }), {
    code: isBusy ? "SQLITE_BUSY" : "SQLITE_ERROR",
  });
}

function plainRow(row: Readonly<Record<string, SqliteValue>>): RowObject {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plainValue(value)]));
}

function plainValue(value: SqliteValue): RowValue {
  if (typeof value === "bigint") return plainInteger(value);
  if (!(value instanceof Uint8Array)) return value;
  return Buffer.isBuffer(value) ? new Uint8Array(value.buffer, value.byteOffset, value.byteLength) : value;
}

const maxInteger = 2n ** 63n;

/** Drivers bind a JavaScript number as a float, which a column of text would keep as `1.0`. */
function sqliteValue(value: RowValue): SqliteValue {
  if (value === undefined || value === null) return null;
  if (typeof value === "boolean") return value ? 1n : 0n;
  if (typeof value === "number") return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value === "bigint") return value >= -maxInteger && value < maxInteger ? value : String(value);
  if (typeof value === "string" || value instanceof Uint8Array) return value;
  if (value instanceof Decimal) return value.text;
  if (value instanceof Date) return value.toISOString();
  return exactJsonText(value);
}

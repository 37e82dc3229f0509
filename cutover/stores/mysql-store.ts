import type { DatabaseRow } from "../../migrations/sources/sql/database-dialect";
import type { MysqlColumn } from "../../migrations/sources/sql/mysql/mysql-value";
import type { MigrationMapping } from "./migration-mapping";
import { SqlTableStore } from "./sql-table-store";
import type { OldStore } from "./store";

/** As much of a pool of `mysql2/promise` as is needed. */
export interface MysqlPool {
  /** As the pool of `mysql2/promise`. */
  query(options: {
    sql: string;
    values?: unknown[];
    rowsAsArray?: boolean;
    typeCast?: boolean;
  }): Promise<[unknown, unknown]>;
}

/** Settings of {@link mysqlStore}. */
export interface MysqlStoreOptions {
  /** Opened by the application with `createPool` of `mysql2/promise`, and not closed. It must lead to the primary. */
  readonly pool: MysqlPool;
  /** The entity's mapping; see `loadRecordMapping`. */
  readonly mapping: Pick<MigrationMapping, "keyColumns"> & Partial<Pick<MigrationMapping, "from">>;
  /** `users`, or `shop.users`. @default that of the mapping */
  readonly table?: string;
}

/** A result of the text protocol: cells as bytes, or what a statement changed. */
export interface MysqlResult {
  readonly rows: readonly DatabaseRow<Buffer>[];
  readonly columns: readonly MysqlColumn[];
  readonly affectedRows: number;
}

/**
 * The records of a table of MySQL or MariaDB. Rows have the values that the migration's source returns. Writes set the
 * columns that a row has, and no others; a row that another unique key refuses is an error and evicts nothing.
 *
 * @throws Error if there is neither a table nor a mapping of one
 */
export function mysqlStore({ pool, mapping, table = mapping.from?.table }: MysqlStoreOptions): OldStore {
  if (table === undefined) throw new Error("mysqlStore: the mapping has no table; pass table");
  return new SqlTableStore(mapping.keyColumns, async () => {
    const { openMysqlTable } = await import("./mysql-table.js");
    return openMysqlTable(pool, table, mapping.keyColumns);
  });
}

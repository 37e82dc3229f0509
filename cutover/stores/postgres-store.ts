import type { MigrationMapping } from "./migration-mapping";
import { SqlTableStore } from "./sql-table-store";
import type { OldStore } from "./store";

/** As much of a pool of `pg` as is needed. */
export interface PostgresPool {
  /** As the pool of `pg`. */
  query(options: { text: string; values: unknown[]; rowMode: "array"; types: unknown }): Promise<{
    readonly rows: unknown[];
    readonly rowCount: number | null;
    readonly fields: readonly {
      readonly name: string;
      readonly dataTypeID: number;
      readonly dataTypeModifier: number;
    }[];
  }>;
}

/** Settings of {@link postgresStore}. */
export interface PostgresStoreOptions {
  /** A `Pool` of `pg` that the application has opened, and that is not closed. It must lead to the primary. */
  readonly pool: PostgresPool;
  /** The entity's mapping; see `loadRecordMapping`. */
  readonly mapping: Pick<MigrationMapping, "keyColumns"> & Partial<Pick<MigrationMapping, "from">>;
  /** `users`, or `shop.users`. @default that of the mapping */
  readonly table?: string;
}

/**
 * The records of a table of PostgreSQL, whose key has a unique index. Rows have the values that the migration's source
 * returns. Writes set the columns that a row has, and no others.
 *
 * @throws Error if there is neither a table nor a mapping of one
 */
export function postgresStore({
  pool,
  mapping,
  table = mapping.from?.table,
}: PostgresStoreOptions): OldStore {
  if (table === undefined) throw new Error("postgresStore: the mapping has no table; pass table");
  return new SqlTableStore(mapping.keyColumns, async () => {
    const { openPostgresTable } = await import("./postgres-table.js");
    return openPostgresTable(pool, table, mapping.keyColumns);
  });
}

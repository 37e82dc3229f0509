import { groupBy } from "../../items/group-by";
import type { SchemaColumn, SchemaReference, SchemaTable } from "../source-schema";

/** A row of a catalog: the table's identity first. */
export type CatalogRow = readonly (string | null)[];

type CatalogCell = CatalogRow[number] | undefined;

/** What a database's catalog says of its tables, as rows in the order in which columns are to be. */
export interface Catalog {
  /** Identity, name, number of rows. */
  readonly tables: readonly CatalogRow[];
  /** Identity of the table, and the column. */
  readonly columns: readonly (readonly [table: string, column: SchemaColumn])[];
  /** Identity of the table, `t` for the primary key, name of the key, column. */
  readonly keys: readonly CatalogRow[];
  /** Identity of the table, name of the foreign key, column, identity of the other table, its column. */
  readonly references: readonly CatalogRow[];
}

/** The tables of a catalog. */
export function tablesOf(catalog: Catalog): SchemaTable[] {
  const names = new Map(catalog.tables.map(([id, name]) => [id ?? "", name ?? ""]));
  const columnsOf = groupBy(catalog.columns, ([table]): CatalogCell => table);
  const keysOf = groupBy(catalog.keys, ([table]): CatalogCell => table);
  const referencesOf = groupBy(catalog.references, ([table]): CatalogCell => table);
  return catalog.tables.map(([id, name, rows]) => {
    const columns = (columnsOf.get(id) ?? []).map(([, column]) => column);
    return {
      ...{ name: name ?? "", columns, rows: Math.max(0, Number(rows)) || 0 },
      ...keysIn(keysOf.get(id) ?? [], new Set(columns.map((column) => column.name))),
      references: referencesIn(referencesOf.get(id) ?? [], names),
    };
  });
}

/** The keys of a table whose columns are known. @param rows of {@link Catalog.keys} */
function keysIn(
  rows: readonly CatalogRow[],
  columns: ReadonlySet<string>,
): Pick<SchemaTable, "primaryKey" | "unique"> {
  const keys = [...groupBy(rows, (row) => row[2]).values()];
  const primary = keys.find(([first]) => first?.[1] === "t");
  return {
    primaryKey: (primary ?? []).map((row) => row[3] ?? "").filter((column) => columns.has(column)),
    unique: keys
      .filter((key) => key !== primary)
      .map((key) => key.map((row) => row[3] ?? ""))
      .filter((key) => key.every((column) => columns.has(column))),
  };
}

/** The foreign keys of a table to others of the catalog. @param rows of {@link Catalog.references} */
function referencesIn(rows: readonly CatalogRow[], names: ReadonlyMap<string, string>): SchemaReference[] {
  return [...groupBy(rows, (row) => row[1]).values()].flatMap((parts) => {
    const table = names.get(parts[0]?.[3] ?? "");
    if (table === undefined) return [];
    return [{ table, columns: parts.map((part) => part[2] ?? ""), to: parts.map((part) => part[4] ?? "") }];
  });
}

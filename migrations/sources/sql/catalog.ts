import type { SchemaColumn, SchemaReference, SchemaTable } from "../source-schema";

/** A row of a catalog: the table's identity first. */
export type CatalogRow = readonly (string | null)[];

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
  return catalog.tables.map(([id, name, rows]) => {
    const columns = catalog.columns.filter(([table]) => table === id).map(([, column]) => column);
    const keys = [
      ...grouped(
        catalog.keys.filter(([table]) => table === id),
        2,
      ),
    ].map(([, rows]) => rows);
    const isKnown = (key: readonly string[]) =>
      key.every((one) => columns.some((column) => column.name === one));
    const primary = keys.find(([first]) => first?.[1] === "t");
    const key = (primary ?? []).map((row) => row[3] ?? "").filter((column) => isKnown([column]));
    return {
      ...{ name: name ?? "", columns, primaryKey: key, rows: Math.max(0, Number(rows)) || 0 },
      unique: keys
        .filter((one) => one !== primary)
        .map((rows) => rows.map((row) => row[3] ?? ""))
        .filter(isKnown),
      references: referencesOf(
        catalog.references.filter(([table]) => table === id),
        names,
      ),
    };
  });
}

function referencesOf(rows: readonly CatalogRow[], names: ReadonlyMap<string, string>): SchemaReference[] {
  return [...grouped(rows, 1)].flatMap(([, parts]) => {
    const table = names.get(parts[0]?.[3] ?? "");
    if (table === undefined) return [];
    return [{ table, columns: parts.map((part) => part[2] ?? ""), to: parts.map((part) => part[4] ?? "") }];
  });
}

function grouped(rows: readonly CatalogRow[], at: number): Map<string, CatalogRow[]> {
  const groups = new Map<string, CatalogRow[]>();
  for (const row of rows) {
    const name = row[at] ?? "";
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return groups;
}

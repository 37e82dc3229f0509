import type { SourceKind } from "../definition/definition-schema";
import type { SchemaTable } from "../sources/source-schema";
import { backQuoted, doubleQuoted } from "../sources/sql/sql-names";
import { freeName } from "./names";
import type { SkippedTable } from "./scaffold";

/** A table with a key by which its rows can be read and stored. */
export interface KeyedTable {
  readonly table: SchemaTable;
  /** At least one column, none of which is null. */
  readonly key: readonly string[];
  readonly from: Readonly<Record<string, unknown>>;
  /** Why the key is not the primary key. */
  readonly comment?: string;
}

/** The key of a table, or why it has none. */
export function keyedTable(table: SchemaTable, kind: SourceKind): KeyedTable | SkippedTable {
  if (table.primaryKey.length > 0) return { table, key: table.primaryKey, from: { table: table.name } };
  const unique = table.unique.find(
    (key) => key.length === 1 && table.columns.some((column) => column.name === key[0] && !column.isNullable),
  );
  const [column] = unique ?? [];
  if (column !== undefined) {
    const from = { query: `SELECT * FROM ${quoted(table.name, kind)}`, key: column };
    return { table, key: [column], from, comment: `no primary key; ${column} is unique and never null` };
  }
  if (kind === "sqlite") return byRowId(table);
  return {
    name: table.name,
    why: "it has no primary key and no unique column that is never null; add one, or write a query with a key: from: { query: SELECT ..., key: ... }",
  };
}

/** SQLite numbers the rows of every table without a primary key. */
function byRowId(table: SchemaTable): KeyedTable {
  const name = freeName("rowid", new Set(table.columns.map((column) => column.name.toLowerCase())));
  const column = { name, kind: "number", type: "integer", isNullable: false } as const;
  return {
    table: { ...table, columns: [column, ...table.columns] },
    key: [name],
    from: { query: `SELECT _rowid_ AS "${name}", * FROM ${quoted(table.name, "sqlite")}`, key: name },
    comment: "no primary key; SQLite's row number is used, which VACUUM can change",
  };
}

function quoted(name: string, kind: SourceKind): string {
  if (kind === "mysql") return backQuoted(name);
  return kind === "postgres" ? name.split(".").map(doubleQuoted).join(".") : doubleQuoted(name);
}

import type { ColumnKind, SchemaTable } from "../../source-schema";
import { type CatalogRow, tablesOf } from "../catalog";
import { doubleQuoted } from "../sql-names";
import type { SqliteConnection } from "./sqlite-connection";

const tablesSql = `SELECT name AS id, name AS name FROM pragma_table_list
  WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite|_%' ESCAPE '|' ORDER BY name`;
const isTable = "t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite|_%' ESCAPE '|'";

const columnsSql = `SELECT t.name AS t, c.name AS c, c.type AS type, c."notnull" AS n, c.pk AS k FROM pragma_table_list t, pragma_table_xinfo(t.name) c
  WHERE ${isTable} AND c.hidden <> 1 ORDER BY t.name, c.cid`;

const primarySql = `SELECT t.name AS t, 't' AS p, '' AS i, c.name AS c FROM pragma_table_list t, pragma_table_info(t.name) c
  WHERE ${isTable} AND c.pk > 0 ORDER BY t.name, c.pk`;

const uniqueSql = `SELECT t.name AS t, 'f' AS p, i.name AS i, k.name AS c
  FROM pragma_table_list t, pragma_index_list(t.name) i, pragma_index_info(i.name) k
  WHERE ${isTable} AND i."unique" AND i.origin <> 'pk' AND NOT i.partial ORDER BY t.name, i.name, k.seqno`;

/** SQLite counts the foreign keys of a table from its last one. */
const referencesSql = `SELECT t.name AS t, f.id AS id, f."from" AS c, o.name AS o,
    coalesce(f."to", (SELECT p.name FROM pragma_table_info(o.name) p WHERE p.pk = f.seq + 1)) AS other
  FROM pragma_table_list t, pragma_foreign_key_list(t.name) f
  JOIN pragma_table_list o ON o.schema = 'main' AND o.name = f."table" COLLATE NOCASE
  WHERE ${isTable} ORDER BY t.name, f.id DESC, f.seq`;

/** Rows from which the types of values are told: a column can have values of any type. */
const sampledRows = 1000;

/** The tables of a database with their keys. */
export function sqliteTables(connection: SqliteConnection): SchemaTable[] {
  const rowsOf = (sql: string): CatalogRow[] =>
    [...connection.rows(sql)].map((row) => row.map((cell) => (cell === null ? null : String(cell))));
  const tables = rowsOf(tablesSql).map(([id = "", name = ""]) => {
    const [count] = rowsOf(`SELECT count(*) AS count FROM ${doubleQuoted(name ?? "")}`);
    return [id, name, count?.[0] ?? "0"];
  });
  const columns = rowsOf(columnsSql);
  const kinds = new Map(tables.map(([id]) => [id, sampledKinds(rowsOf, id ?? "", columns)]));
  return tablesOf({
    ...{ tables, keys: [...rowsOf(primarySql), ...rowsOf(uniqueSql)], references: rowsOf(referencesSql) },
    columns: columns.map(([table, name, type, notNull, key]) => [
      table ?? "",
      {
        ...{ name: name ?? "", type: type || "no type" },
        kind: kinds.get(table ?? "")?.get(name ?? "") ?? declaredKind(type ?? ""),
        isNullable: notNull === "0" && key === "0",
      },
    ]),
  });
}

/** The kinds of columns by the values of their first rows; columns without a value are not in it. */
function sampledKinds(
  rowsOf: (sql: string) => CatalogRow[],
  table: string,
  columns: readonly CatalogRow[],
): Map<string, ColumnKind> {
  const names = columns.filter(([of]) => of === table).map(([, name]) => name ?? "");
  const types = names.map((name, at) => `group_concat(DISTINCT typeof(${doubleQuoted(name)})) AS c${at}`);
  const [found = []] = rowsOf(
    `SELECT ${types.join(", ")} FROM (SELECT * FROM ${doubleQuoted(table)} LIMIT ${sampledRows})`,
  );
  const kinds = new Map<string, ColumnKind>();
  names.forEach((name, index) => {
    const seen = new Set((found[index] ?? "").split(",").map((type) => valueKinds.get(type)));
    seen.delete(undefined);
    const [kind] = seen;
    if (kind !== undefined) kinds.set(name, seen.size > 1 ? "mixed" : kind);
  });
  return kinds;
}

const valueKinds: ReadonlyMap<string, ColumnKind> = new Map([
  ["integer", "number"],
  ["real", "number"],
  ["text", "text"],
  ["blob", "binary"],
]);

/** By the rules of column affinity: https://www.sqlite.org/datatype3.html#determination_of_column_affinity */
function declaredKind(type: string): ColumnKind {
  if (/INT/i.test(type)) return "number";
  if (/CHAR|CLOB|TEXT/i.test(type)) return "text";
  if (/REAL|FLOA|DOUB|NUMERIC|DECIMAL/i.test(type)) return "number";
  return "mixed";
}

import type { ColumnKind, SchemaTable } from "../../source-schema";
import { type CatalogRow, tablesOf } from "../catalog";
import type { MysqlConnection } from "./mysql-connection";

const tablesSql = `SELECT table_name, table_name, table_rows FROM information_schema.tables
  WHERE table_schema = DATABASE() AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED') ORDER BY table_name`;

const columnsSql = `SELECT table_name, column_name, column_type, data_type, is_nullable FROM information_schema.columns
  WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position`;

/** Without keys of which a column is indexed in part, or that are made of expressions. */
const keysSql = `SELECT table_name, IF(index_name = 'PRIMARY', 't', 'f'), index_name, column_name
  FROM information_schema.statistics s WHERE table_schema = DATABASE() AND non_unique = 0 AND NOT EXISTS (
    SELECT 1 FROM information_schema.statistics p WHERE p.table_schema = s.table_schema AND p.table_name = s.table_name
      AND p.index_name = s.index_name AND (p.sub_part IS NOT NULL OR p.column_name IS NULL))
  ORDER BY table_name, index_name, seq_in_index`;

const referencesSql = `SELECT table_name, constraint_name, column_name, referenced_table_name, referenced_column_name
  FROM information_schema.key_column_usage WHERE table_schema = DATABASE() AND referenced_table_schema = DATABASE()
  ORDER BY table_name, constraint_name, ordinal_position`;

/** The tables of the connection's database with their keys. */
export async function mysqlTables(connection: MysqlConnection): Promise<SchemaTable[]> {
  const rowsOf = async (sql: string): Promise<CatalogRow[]> =>
    (await connection.query(sql)).rows.map((row) => row.map((cell) => cell?.toString("utf8") ?? null));
  const [tables, columns] = [await rowsOf(tablesSql), await rowsOf(columnsSql)];
  return tablesOf({
    ...{ tables, keys: await rowsOf(keysSql), references: await rowsOf(referencesSql) },
    columns: columns.map(([table, name, type, base, isNullable]) => [
      table ?? "",
      { name: name ?? "", type: type ?? "", kind: kindOf(base ?? ""), isNullable: isNullable === "YES" },
    ]),
  });
}

const kinds: readonly (readonly [RegExp, ColumnKind])[] = [
  [/^(tiny|small|medium|big)?int$|^(decimal|numeric|float|double|year|bit)$/i, "number"],
  [
    /^(var)?binary$|blob$|^(geometry|point|linestring|polygon|multi\w+|geometrycollection|vector)$/i,
    "binary",
  ],
  [/^(date|datetime|timestamp)$/i, "date"],
  [/^json$/i, "document"],
];

function kindOf(type: string): ColumnKind {
  return kinds.find(([form]) => form.test(type))?.[1] ?? "text";
}

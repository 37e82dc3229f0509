import type { ColumnKind, SchemaTable } from "../../source-schema";
import { tablesOf } from "../catalog";
import type { PostgresConnection } from "./postgres-connection";

const isUsers = "n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'";
const isTable = `c.relkind IN ('r', 'p') AND NOT c.relispartition AND ${isUsers}`;

const tablesSql = `SELECT c.oid::text,
    CASE WHEN pg_table_is_visible(c.oid) THEN c.relname ELSE n.nspname || '.' || c.relname END,
    greatest(c.reltuples, 0)::bigint::text
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${isTable} ORDER BY 2`;

const columnsSql = `SELECT c.oid::text, a.attname, format_type(a.atttypid, a.atttypmod),
    format_type(CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE a.atttypid END, NULL), a.attnotnull::text
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_type t ON t.oid = a.atttypid
  WHERE ${isTable} AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.oid, a.attnum`;

const keysSql = `SELECT i.indrelid::text, CASE WHEN i.indisprimary THEN 't' ELSE 'f' END, i.indexrelid::text, a.attname
  FROM pg_index i CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place)
  JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
  WHERE i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL AND k.place <= i.indnkeyatts
  ORDER BY i.indexrelid, k.place`;

const referencesSql = `SELECT f.conrelid::text, f.oid::text, a.attname, f.confrelid::text, b.attname
  FROM pg_constraint f
  CROSS JOIN LATERAL unnest(f.conkey, f.confkey) WITH ORDINALITY AS k(attnum, other, place)
  JOIN pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = k.attnum
  JOIN pg_attribute b ON b.attrelid = f.confrelid AND b.attnum = k.other
  WHERE f.contype = 'f' ORDER BY f.conname, f.oid, k.place`;

/** The tables of a database with their keys. */
export async function postgresTables(connection: PostgresConnection): Promise<SchemaTable[]> {
  const rowsOf = async (sql: string) => (await connection.query(sql)).rows;
  const [tables, columns] = [await rowsOf(tablesSql), await rowsOf(columnsSql)];
  return tablesOf({
    ...{ tables, keys: await rowsOf(keysSql), references: await rowsOf(referencesSql) },
    columns: columns.map(([id, name, type, base, isNotNull]) => [
      id ?? "",
      { name: name ?? "", type: type ?? "", kind: kindOf(base ?? ""), isNullable: isNotNull !== "true" },
    ]),
  });
}

const numbers = new Set(["smallint", "integer", "bigint", "numeric", "real", "double precision", "oid"]);

function kindOf(type: string): ColumnKind {
  if (type.endsWith("[]") || type === "json" || type === "jsonb") return "document";
  if (numbers.has(type)) return "number";
  if (type === "boolean") return "boolean";
  if (type === "bytea") return "binary";
  return /^(date|timestamp)/.test(type) ? "date" : "text";
}

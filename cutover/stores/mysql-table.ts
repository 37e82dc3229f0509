import { Decimal, type RowValue } from "../../migrations/items/row";
import type { MysqlConnection } from "../../migrations/sources/sql/mysql/mysql-connection";
import { mysqlDialect } from "../../migrations/sources/sql/mysql/mysql-dialect";
import { kindOf, type MysqlColumn, type MysqlKind } from "../../migrations/sources/sql/mysql/mysql-value";
import type { DatabaseRow } from "../../migrations/sources/sql/database-dialect";
import { CutoverError } from "../errors";
import { exactJsonText } from "./exact-json-text";
import type { MysqlPool, MysqlResult } from "./mysql-store";
import { backQuoted } from "../../migrations/sources/sql/sql-names";
import type { SqlParameter, SqlTable } from "./sql-table-store";

/** In UTC, whatever the session's time zone: the first form is MariaDB's, the second MySQL's (8.0.17). */
const inUtc = (verb: string) =>
  `/*M!100200 SET STATEMENT time_zone='+00:00' FOR */ ${verb} /*+ SET_VAR(time_zone='+00:00') */`;

/** Looks up the columns of a table. @throws CutoverError if the table or a column does not exist */
export async function openMysqlTable(
  pool: MysqlPool,
  wanted: string,
  keyColumns: readonly string[],
): Promise<SqlTable<Buffer>> {
  const ask = (sql: string, values: readonly SqlParameter[] = []) => resultOf(pool, sql, values);
  // The dialect asks queries of it, and nothing else.
  const connection = { query: (sql: string) => ask(sql) } as unknown as MysqlConnection;
  const { table } = await mysqlDialect.findTable(connection, wanted);
  if (!table) throw new CutoverError(`the database has no table ${wanted}`, false);
  const columns = await mysqlDialect.columnsOf(connection, table.rows, table.columns);
  const keys = keyColumns.map((name) => columns.find((column) => column.name === name));
  if (keys.includes(undefined))
    throw new CutoverError(`${wanted} does not have the key columns ${keyColumns.join(", ")}`, false);
  const form = mysqlDialect.formOf(columns, keys as MysqlColumn[], true);
  const kinds = new Map(columns.map((column) => [column.name, kindOf(column)]));
  const atKey = keyColumns.map((column) => `${backQuoted(column)} = ?`).join(" AND ");
  const { rows } = table;
  const update = async (
    names: readonly string[],
    values: readonly SqlParameter[],
    key: readonly SqlParameter[],
  ) => {
    const sets = names.map((column) => `${backQuoted(column)} = ?`).join(", ");
    return (await ask(`${inUtc("UPDATE")} ${rows} SET ${sets} WHERE ${atKey}`, [...values, ...key]))
      .affectedRows;
  };
  const select = async (key: readonly SqlParameter[]): Promise<readonly DatabaseRow<Buffer>[]> =>
    (await ask(`${inUtc("SELECT")} ${form.cells.join(", ")} FROM ${rows} WHERE ${atKey}`, key)).rows;
  return {
    ...{ name: wanted, form, select, update },
    parameter: (column, value) => parameter(value, kinds.get(column) ?? "text"),
    insert: async (names, values, key) => {
      const list = names.map(backQuoted).join(", ");
      const marks = names.map(() => "?").join(", ");
      try {
        await ask(`${inUtc("INSERT")} INTO ${rows} (${list}) VALUES (${marks})`, values);
      } catch (error) {
        // ON DUPLICATE KEY UPDATE would change the row that any unique key finds.
        if ((error as { readonly code?: string }).code !== "ER_DUP_ENTRY") throw error;
        const isThere = (await select(key)).length > 0;
        if (!isThere) throw error;
        const others = names.flatMap((name, index) => (keyColumns.includes(name) ? [] : [index]));
        if (others.length === 0) return;
        await update(
          others.map((index) => names[index] as string),
          others.map((index) => values[index] as SqlParameter),
          key,
        );
      }
    },
    delete: async (key) => {
      await ask(`DELETE FROM ${rows} WHERE ${atKey}`, key);
    },
  };
}

async function resultOf(pool: MysqlPool, sql: string, values: readonly SqlParameter[]): Promise<MysqlResult> {
  const [rows, columns] = await pool.query({ sql, values: [...values], rowsAsArray: true, typeCast: false });
  if (Array.isArray(rows))
    return {
      rows: rows as DatabaseRow<Buffer>[],
      columns: (columns ?? []) as MysqlColumn[],
      affectedRows: 0,
    };
  return { rows: [], columns: [], affectedRows: (rows as { readonly affectedRows: number }).affectedRows };
}

function parameter(value: RowValue, kind: MysqlKind): SqlParameter {
  if (value === undefined || value === null) return null;
  if (kind === "json") return exactJsonText(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value instanceof Uint8Array) return Buffer.from(value);
  const text = textOf(value);
  // As a text, a number would be compared as a float, and a BIT would be its letters.
  if ((kind === "number" || kind === "bit" || kind === "float") && isNumber.test(text)) return literal(text);
  if (kind === "moment" || kind === "utc") return text.replace("T", " ").replace(/Z$/, "");
  return text;
}

const isNumber = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

function textOf(value: Exclude<RowValue, undefined | null | boolean | Uint8Array>): string {
  if (typeof value !== "object") return String(value);
  if (value instanceof Decimal) return value.text;
  return value instanceof Date ? value.toISOString() : exactJsonText(value);
}

/** Digits as they are: https://github.com/mysqljs/sqlstring#escaping-query-values */
function literal(text: string): { toSqlString(): string } {
  return { toSqlString: () => text };
}

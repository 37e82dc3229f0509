import { importPackage } from "../../migrations/optional-package";
import { Decimal, type RowValue } from "../../migrations/items/row";
import {
  type PostgresConnection,
  textSettings,
} from "../../migrations/sources/sql/postgres/postgres-connection";
import { type PostgresColumn, postgresDialect } from "../../migrations/sources/sql/postgres/postgres-dialect";
import type { ParseArray } from "../../migrations/sources/sql/postgres/postgres-value";
import type { DatabaseRow } from "../../migrations/sources/sql/database-dialect";
import { CutoverError } from "../errors";
import { exactJsonText } from "./exact-json-text";
import type { PostgresPool } from "./postgres-store";
import { doubleQuoted } from "../../migrations/sources/sql/sql-names";
import type { SqlParameter, SqlTable } from "./sql-table-store";

const asText = { getTypeParser: () => (text: string) => text };

/** The text of values does not depend on the session's settings, which are not changed for other statements. */
const settings = textSettings
  .map((setting) => /^(\w+) = '?([^']*)'?$/.exec(setting))
  .map((match) => `set_config('${match?.[1]}', '${match?.[2]}', true)`)
  .join(", ");

/** Looks up the columns of a table. @throws CutoverError if the table or a column does not exist */
export async function openPostgresTable(
  pool: PostgresPool,
  wanted: string,
  keyColumns: readonly string[],
): Promise<SqlTable<string>> {
  const ask = async (text: string, values: readonly SqlParameter[] = []) => {
    const { rows, fields, rowCount } = await pool.query({
      text,
      values: [...values],
      rowMode: "array",
      types: asText,
    });
    return { rows: rows as DatabaseRow<string>[], columns: fields, count: rowCount ?? 0 };
  };
  // The dialect asks queries of it, and nothing else.
  const connection = {
    query: ask,
    driver: { parseArray: await loadArrayParser() },
  } as unknown as PostgresConnection;
  const { table } = await postgresDialect.findTable(connection, wanted);
  if (!table) throw new CutoverError(`the database has no table ${wanted}`, false);
  const columns = await postgresDialect.columnsOf(connection, table.rows);
  const keys = keyColumns.map((name) => columns.find((column) => column.name === name));
  if (keys.includes(undefined))
    throw new CutoverError(`${wanted} does not have the key columns ${keyColumns.join(", ")}`, false);
  const form = postgresDialect.formOf(columns, keys as PostgresColumn[], true);
  const byName = new Map(columns.map((column) => [column.name, column]));
  const rows = table.rows.replace(/ AS q$/, "");
  const atKey = (first: number) =>
    keyColumns.map((column, index) => `q.${doubleQuoted(column)} = $${first + index}`).join(" AND ");
  const conflict = keyColumns.map(doubleQuoted).join(", ");
  return {
    ...{ name: wanted, form },
    parameter: (column, value) => parameter(value, byName.get(column)),
    select: async (key) =>
      (
        await ask(
          `SELECT ${form.cells.join(", ")} FROM (SELECT ${settings}) AS settings, ${table.rows} WHERE ${atKey(1)}`,
          key,
        )
      ).rows,
    update: async (names, values, key) => {
      const sets = names.map((column, index) => `${doubleQuoted(column)} = $${index + 1}`).join(", ");
      const text = `UPDATE ${rows} AS q SET ${sets} WHERE ${atKey(names.length + 1)}`;
      return (await ask(text, [...values, ...key])).count;
    },
    insert: async (names, values) => {
      const others = names.filter((column) => !keyColumns.includes(column)).map(doubleQuoted);
      const sets = others.map((column) => `${column} = EXCLUDED.${column}`).join(", ");
      await ask(
        `INSERT INTO ${rows} (${names.map(doubleQuoted).join(", ")})
         VALUES (${names.map((_, index) => `$${index + 1}`).join(", ")})
         ON CONFLICT (${conflict}) DO ${sets === "" ? "NOTHING" : `UPDATE SET ${sets}`}`,
        values,
      );
    },
    delete: async (key) => {
      await ask(`DELETE FROM ${rows} AS q WHERE ${atKey(1)}`, key);
    },
  };
}

async function loadArrayParser(): Promise<ParseArray> {
  const module = (await importPackage("pg")) as { readonly default?: unknown };
  const { types } = (module.default ?? module) as {
    readonly types: {
      readonly arrayParser: {
        create(text: string, decode: (member: string) => unknown): { parse(): unknown[] };
      };
    };
  };
  return (text, decode) => types.arrayParser.create(text, decode).parse();
}

const jsonOids: ReadonlySet<number> = new Set([114, 3802]);

function parameter(value: RowValue, column: PostgresColumn | undefined): SqlParameter {
  if (value === undefined || value === null) return null;
  if (column && jsonOids.has(column.baseOid)) return exactJsonText(value);
  if (Array.isArray(value)) return (value as readonly RowValue[]).map(memberOf);
  return memberOf(value) as SqlParameter;
}

/** Texts, which the server turns into the column's type with every digit. */
function memberOf(value: RowValue): unknown {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return (value as readonly RowValue[]).map(memberOf);
  if (value instanceof Uint8Array) return Buffer.from(value);
  if (value instanceof Decimal) return value.text;
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" ? exactJsonText(value) : String(value);
}

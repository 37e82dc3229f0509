import { nearMiss } from "../../yaml-file";
import { UnreachableError } from "../errors";
import type { MysqlConnection } from "./mysql-connection";
import { type MysqlKey, queryKey, quoteName, quoteText, tableKey } from "./mysql-key";
import { kindOf, type MysqlColumn, type MysqlKind } from "./mysql-value";
import type { RowsFrom } from "./source";

/** The rows of an entity as SQL: their cells, and behind them those of their key. */
export interface MysqlSelection {
  readonly columns: readonly { readonly name: string; readonly kind: MysqlKind }[];
  readonly keys: readonly MysqlKey[];
  /** What to select, without `SELECT`. */
  readonly cells: string;
  /** What to select from. */
  readonly rows: string;
  /** Whether no two rows can have the same key. */
  readonly isTable: boolean;
  /** How many rows the server believes that there are. */
  readonly estimate?: string;
}

/**
 * Looks up what the columns of a table or query are. @param shown the database, for messages
 * @throws UnreachableError where there is no such table or column, or no key
 */
export function selectFrom(
  connection: MysqlConnection,
  from: RowsFrom,
  shown: string,
): Promise<MysqlSelection> {
  return from.query === undefined
    ? selectTable(connection, from.table ?? "", shown)
    : selectQuery(connection, from.query, from.key ?? "", shown);
}

async function selectTable(
  connection: MysqlConnection,
  wanted: string,
  shown: string,
): Promise<MysqlSelection> {
  const [schema, table] = await findTable(connection, wanted, shown);
  const rows = `${quoteName(schema)}.${quoteName(table)}`;
  const columns = await columnsOf(connection, rows);
  const keyNames = await texts(
    connection,
    `SELECT column_name FROM information_schema.key_column_usage WHERE constraint_name = 'PRIMARY'
     AND table_schema = ${quoteText(schema)} AND table_name = ${quoteText(table)} ORDER BY ordinal_position`,
  );
  if (keyNames.length === 0) {
    const remedy = `{ query: SELECT * FROM ${wanted}, key: ... }, whose key is a column that differs in every row`;
    throw wrong(`${shown}: ${wanted} has no primary key, which its rows are read by; take them by ${remedy}`);
  }
  const keys = keyNames.map((name) =>
    tableKey(columns.find((column) => column.name === name) as MysqlColumn),
  );
  const estimate = `SELECT table_rows FROM information_schema.tables
    WHERE table_schema = ${quoteText(schema)} AND table_name = ${quoteText(table)}`;
  return { ...selection(columns, keys, rows), isTable: true, estimate };
}

async function selectQuery(
  connection: MysqlConnection,
  query: string,
  key: string,
  shown: string,
): Promise<MysqlSelection> {
  // On lines of its own, for it may end with a comment.
  const rows = `(\n${query.replace(/[;\s]+$/, "")}\n) AS q`;
  const columns = await columnsOf(connection, rows);
  const names = columns.map(({ name }) => name);
  const column = columns.find(({ name }) => name === key);
  if (!column)
    throw wrong(
      `${shown}: the query has no column "${key}"${nearMiss(key, names)}; it has: ${names.join(", ")}`,
    );
  return { ...selection(columns, [queryKey(column)], rows), isTable: false };
}

function selection(
  columns: readonly MysqlColumn[],
  keys: readonly MysqlKey[],
  rows: string,
): Pick<MysqlSelection, "columns" | "keys" | "rows" | "cells"> {
  const named = columns.map((column) => ({ name: column.name, kind: kindOf(column) }));
  // As the server writes it, a FLOAT has six digits of the eight or nine that it holds.
  const cells = named.map(({ name, kind }) =>
    kind === "float" ? `${quoteName(name)} + 0e0` : quoteName(name),
  );
  return { columns: named, keys, rows, cells: [...cells, ...keys.map((key) => key.read)].join(", ") };
}

/** A table of the connection's database, or `database.table`. */
async function findTable(
  connection: MysqlConnection,
  wanted: string,
  shown: string,
): Promise<[schema: string, table: string]> {
  const tables = (schema: string) =>
    texts(
      connection,
      `SELECT table_name FROM information_schema.tables WHERE table_schema = ${schema} ORDER BY 1`,
    );
  const names = await tables("DATABASE()");
  if (names.includes(wanted)) return [(await texts(connection, "SELECT DATABASE()"))[0] as string, wanted];
  const [schema = "", ...rest] = wanted.split(".");
  const table = rest.join(".");
  if (table !== "" && (await tables(quoteText(schema))).includes(table)) return [schema, table];
  throw wrong(
    `${shown} has no table "${wanted}"${nearMiss(wanted, names)}; it has: ${names.join(", ") || "none"}`,
  );
}

async function columnsOf(connection: MysqlConnection, rows: string): Promise<readonly MysqlColumn[]> {
  return (await connection.query(`SELECT * FROM ${rows} LIMIT 0`)).columns;
}

async function texts(connection: MysqlConnection, sql: string): Promise<string[]> {
  return (await connection.query(sql)).rows.map(([cell]) => cell?.toString("utf8") ?? "");
}

function wrong(message: string): UnreachableError {
  return new UnreachableError("source-wrong-shape", message);
}

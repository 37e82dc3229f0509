import { nearMiss } from "../../yaml-file";
import { UnreachableError } from "../errors";
import type { PostgresConnection } from "./postgres-connection";
import { type Decode, decoderOf, type PostgresType } from "./postgres-value";
import { typesOf } from "./postgres-types";
import type { RowsFrom } from "./source";

/** A column that rows are ordered by. */
export interface PostgresKey {
  readonly name: string;
  readonly order: string;
  /** The type that a value is cast to, in order to be held against the column. */
  readonly type: string;
}

/** The rows of an entity as SQL. */
export interface PostgresSelection {
  readonly columns: readonly { readonly name: string; readonly type: string; readonly decode: Decode }[];
  readonly keys: readonly PostgresKey[];
  /** What to select from, called `q`. */
  readonly rows: string;
  /** Whether no two rows can have the same key. */
  readonly isTable: boolean;
  /** How many rows the server believes that there are. */
  readonly estimate: number;
}

interface Table {
  readonly oid: string;
  readonly name: string;
  readonly isParent: boolean;
  readonly estimate: number;
}

/**
 * Looks up what the columns of a table or query are. @param shown the database, for messages
 * @throws UnreachableError where there is no such table or column, or no key
 */
export function selectFrom(
  connection: PostgresConnection,
  from: RowsFrom,
  shown: string,
): Promise<PostgresSelection> {
  return from.query === undefined
    ? selectTable(connection, from.table ?? "", shown)
    : selectQuery(connection, from.query, from.key ?? "", shown);
}

async function selectTable(
  connection: PostgresConnection,
  wanted: string,
  shown: string,
): Promise<PostgresSelection> {
  const table = await findTable(connection, wanted, shown);
  const remedy = `take them by { query: SELECT * FROM ${wanted}, key: ... }, whose key is a column that differs in every row`;
  if (table.isParent)
    throw wrong(
      `${shown}: ${wanted} has tables that inherit from it, whose keys may be the same as its own; ${remedy}`,
    );
  const keyNames = await primaryKey(connection, table.oid);
  if (keyNames.length === 0)
    throw wrong(`${shown}: ${wanted} has no primary key, which its rows are read by; ${remedy}`);
  const rows = `${table.name} AS q`;
  const { columns, types } = await columnsOf(connection, rows);
  const keys = keyNames.map((name): PostgresKey => {
    const { type } = columns.find((column) => column.name === name) as { type: number };
    return { name, order: `q.${quoteName(name)}`, type: types.get(type)?.name ?? "text" };
  });
  return {
    ...{ keys, rows, isTable: true, estimate: table.estimate },
    columns: decoded(connection, columns, types),
  };
}

async function selectQuery(
  connection: PostgresConnection,
  query: string,
  key: string,
  shown: string,
): Promise<PostgresSelection> {
  // On lines of its own, for it may end with a comment.
  const rows = `(\n${query.replace(/[;\s]+$/, "")}\n) AS q`;
  const { columns, types } = await columnsOf(connection, rows);
  const names = columns.map(({ name }) => name);
  const column = columns.find(({ name }) => name === key);
  if (!column)
    throw wrong(
      `${shown}: the query has no column "${key}"${nearMiss(key, names)}; it has: ${names.join(", ")}`,
    );
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw wrong(
      `${shown}: the query has two columns named "${twice}"; give one of them another name with AS`,
    );
  const type = types.get(column.type);
  // Only equal texts are taken for one, whatever the collation.
  const byBytes = { order: `q.${quoteName(key)}::text COLLATE "C"`, type: "text" };
  const byValue = { order: `q.${quoteName(key)}`, type: type?.name ?? "text" };
  const keys = [{ name: key, ...(type?.isCollated ? byBytes : byValue) }];
  return { keys, rows, isTable: false, estimate: 0, columns: decoded(connection, columns, types) };
}

/** A table that needs no schema before its name, or `schema.table`. */
async function findTable(connection: PostgresConnection, wanted: string, shown: string): Promise<Table> {
  const { rows } = await connection.query(
    `SELECT c.oid, format('%I.%I', n.nspname, c.relname), c.relname, c.reltuples::numeric,
       c.relkind = 'r' AND EXISTS (SELECT FROM pg_inherits WHERE inhparent = c.oid),
       pg_table_is_visible(c.oid), n.nspname || '.' || c.relname
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
     ORDER BY c.relname, n.nspname`,
  );
  const visible = rows.filter((row) => row[5] === "t");
  const found = visible.find((row) => row[2] === wanted) ?? rows.find((row) => row[6] === wanted);
  const names = visible.map((row) => row[2] ?? "");
  if (!found)
    throw wrong(
      `${shown} has no table "${wanted}"${nearMiss(wanted, names)}; it has: ${names.join(", ") || "none"}`,
    );
  const [oid, name, , estimate, isParent] = found;
  return { oid: oid ?? "", name: name ?? "", estimate: Number(estimate), isParent: isParent === "t" };
}

async function primaryKey(connection: PostgresConnection, oid: string): Promise<string[]> {
  const { rows } = await connection.query(
    `SELECT a.attname FROM pg_index i
     CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, place)
     JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
     WHERE i.indrelid = $1::oid AND i.indisprimary AND k.place <= i.indnkeyatts ORDER BY k.place`,
    [oid],
  );
  return rows.map(([name]) => name ?? "");
}

async function columnsOf(connection: PostgresConnection, rows: string) {
  const { columns } = await connection.query(`SELECT * FROM ${rows} LIMIT 0`);
  const named = columns.map(({ name, dataTypeID }) => ({ name, type: dataTypeID }));
  return {
    columns: named,
    types: await typesOf(
      connection,
      named.map(({ type }) => type),
    ),
  };
}

function decoded(
  { driver }: PostgresConnection,
  columns: readonly { readonly name: string; readonly type: number }[],
  types: ReadonlyMap<number, PostgresType>,
): PostgresSelection["columns"] {
  return columns.map(({ name, type }) => ({
    ...{ name, type: types.get(type)?.name ?? String(type) },
    decode: decoderOf(type, types, driver.parseArray),
  }));
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function wrong(message: string): UnreachableError {
  return new UnreachableError("source-wrong-shape", message);
}

import { nearMissOrList } from "../../../../yaml-file";
import { UnreachableError } from "../../../errors";
import { queryRows } from "../query-rows";
import { doubleQuoted } from "../sql-names";
import type { RowsFrom } from "../../source";
import type { SqliteConnection, SqliteValue } from "./sqlite-connection";

/** The rows of an entity as SQL. What is selected from is called `q`. */
export interface SqliteSelection {
  readonly from: string;
  readonly columns: readonly { readonly name: string; readonly sql: string }[];
  readonly order: string;
  /** Columns that determine a row's position, in the order of the rows. */
  readonly place: readonly string[];
  /**
   * The condition for the rows after a position, whose values are its parameters. For a query, it includes the row
   * at the position, to check that its key is unique. Absent if rows have no position.
   */
  readonly afterKey?: string;
  /** The condition for the rows up to a position, whose values are its parameters. Absent for a query, and if rows have no position. */
  readonly upToKey?: string;
  /** The column that must differ in every row. */
  readonly key?: string;
  /** The columns of the primary key; of a query its key. */
  readonly keyColumns: readonly string[];
}

/** The positions of the rows after one, or of all. */
export function placesOf(selection: SqliteSelection, isAfter: boolean): string {
  return select(selection, selection.place, isAfter ? selection.afterKey : undefined);
}

/** @param check an expression that comes after the columns, before those of the position @param condition of the rows. @default all */
export function statementOf(selection: SqliteSelection, check: string, condition?: string): string {
  const { columns, place } = selection;
  return select(selection, [...columns.map(({ sql }) => sql), check, ...place], condition);
}

function select(
  { from, order }: SqliteSelection,
  expressions: readonly string[],
  condition: string | undefined,
): string {
  const cells = expressions.map((sql, index) => `${sql} AS c${index}`);
  const where = condition === undefined ? "" : ` WHERE ${condition}`;
  return `SELECT ${cells.join(", ")} FROM ${from} AS q${where} ORDER BY ${order}`;
}

export function countOf({ from }: SqliteSelection): string {
  return `SELECT count(*) AS count FROM ${from} AS q`;
}

/**
 * Selects the rows of a table, ordered by its primary key or row id, or those of a query, ordered by its key.
 * @throws UnreachableError if the table or a column does not exist, Error if the query is invalid
 */
export function selectRows(connection: SqliteConnection, from: RowsFrom, shown: string): SqliteSelection {
  return from.query === undefined
    ? selectTable(connection, from.table ?? "", shown)
    : selectQuery(connection, from.query, from.key ?? "", shown);
}

function selectTable(connection: SqliteConnection, wanted: string, shown: string): SqliteSelection {
  const tables = [
    ...connection.rows(
      "SELECT name, type, wr FROM pragma_table_list WHERE schema = 'main' AND type <> 'shadow' AND name NOT LIKE 'sqlite|_%' ESCAPE '|' ORDER BY name",
    ),
  ];
  // SQL knows no difference between upper and lower case in names.
  const table = tables.find(([name]) => sameName(name, wanted));
  const names = tables.map(([name]) => String(name));
  if (!table)
    throw wrong(
      `${shown} has no table ${doubleQuoted(wanted)}${nearMissOrList(wanted, names, `it has: ${list(names)}`)}`,
    );
  const [, type, isWithoutRowId] = table;
  if (type === "view") {
    const remedy = `{ query: SELECT * FROM ${wanted}, key: ... }`;
    throw wrong(`${shown}: ${wanted} is a view, whose rows have no order of their own; read it by ${remedy}`);
  }
  const columns = columnsOfTable(connection, wanted);
  const selected = {
    from: `main.${doubleQuoted(wanted)}`,
    columns: columns.map(([name]) => column(name)),
    keyColumns: primaryKey(columns),
  };
  const place =
    isWithoutRowId === 1
      ? selected.keyColumns.map((name) => column(name).sql)
      : rowId(columns.map(([name]) => name));
  // A table whose columns use every name of the row id: its rows have an order, but no position.
  if (place === undefined)
    return { ...selected, order: selected.columns.map(({ sql }) => sql).join(", "), place: [] };
  const order = place.join(", ");
  const given = place.map(() => "?").join(", ");
  return {
    ...{ ...selected, order, place },
    ...{ afterKey: `(${order}) > (${given})`, upToKey: `(${order}) <= (${given})` },
  };
}

type TableColumn = readonly [name: string, placeInKey: number];

function columnsOfTable(connection: SqliteConnection, table: string): TableColumn[] {
  const sql = `SELECT name, pk FROM pragma_table_xinfo(${text(table)}) WHERE hidden <> 1`;
  return [...connection.rows(sql)].map(([name, pk]) => [String(name), Number(pk)]);
}

function selectQuery(
  connection: SqliteConnection,
  query: string,
  key: string,
  shown: string,
): SqliteSelection {
  const from = queryRows(query);
  const names = columnsOfQuery(connection, query, shown);
  if (!names.includes(key))
    throw wrong(
      `${shown}: the query has no column ${doubleQuoted(key)}${nearMissOrList(key, names, `it has: ${list(names)}`)}`,
    );
  const { sql } = column(key);
  const order = `${sql} COLLATE BINARY`;
  return {
    from,
    columns: names.map(column),
    order,
    place: [sql],
    afterKey: `${order} >= ?`,
    key,
    keyColumns: [key],
  };
}

/** Also of a query without rows, whose columns not every driver tells. */
function columnsOfQuery(connection: SqliteConnection, query: string, shown: string): string[] {
  const rows = queryRows(query);
  // What is wrong with the query is said before a view is made of it.
  Array.from(connection.rows(`SELECT 1 FROM ${rows} LIMIT 0`));
  const view = "_columns_of_query";
  connection.execute(`CREATE TEMP VIEW ${view} AS SELECT * FROM ${rows}`);
  const names = [...connection.rows(`SELECT name FROM pragma_table_xinfo('${view}')`)].map(([name]) =>
    String(name),
  );
  connection.execute(`DROP VIEW temp.${view}`);
  const twice = names.find((name) => names.some((other) => isRenamed(other, name)));
  if (twice !== undefined)
    throw wrong(
      `${shown}: the query has two columns named ${doubleQuoted(twice)}; give one of them another name with AS`,
    );
  return names;
}

/** A second column `id` is called `id:1`, a third `id:2`. */
function isRenamed(name: string, first: string): boolean {
  const [start, count] = [name.slice(0, first.length), name.slice(first.length)];
  return sameName(start, first) && /^:\d+$/.test(count);
}

function column(name: string): { readonly name: string; readonly sql: string } {
  return { name, sql: `q.${doubleQuoted(name)}` };
}

function primaryKey(columns: readonly TableColumn[]): string[] {
  return columns
    .filter(([, place]) => place > 0)
    .toSorted(([, a], [, b]) => a - b)
    .map(([name]) => name);
}

/** Every name of the row id can be taken by a column; a table with all three taken has no other way to it. */
function rowId(columns: readonly string[]): string[] | undefined {
  const free = ["rowid", "_rowid_", "oid"].find((id) => !columns.some((name) => sameName(name, id)));
  return free === undefined ? undefined : [`q.${free}`];
}

function sameName(a: SqliteValue | undefined, b: string): boolean {
  return String(a).toLowerCase() === b.toLowerCase();
}

function wrong(message: string): UnreachableError {
  return new UnreachableError("source-wrong-shape", message);
}

function list(names: readonly string[]): string {
  return names.join(", ") || "none";
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

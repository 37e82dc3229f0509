import { nearMiss } from "../../yaml-file";
import { UnreachableError } from "../errors";
import { queryRows } from "./query-rows";
import type { RowsFrom } from "./source";
import type { SqliteDatabase, SqliteValue } from "./sqlite-database";

/** The rows of an entity as SQL. */
export interface SqliteSelection {
  readonly sql: string;
  /**
   * The same for the rows behind one, whose place is given as its parameters; of a query that row comes again, to see
   * that it is the only one of its key. Absent where rows have no place.
   */
  readonly sqlBehind?: string;
  /** The columns that tell a row's place. */
  readonly placeColumns: readonly string[];
  /** Those of all columns that are no part of the row. */
  readonly addedColumns: readonly string[];
  readonly countSql: string;
  /** The column that names one whose text holds a NUL character; the driver would cut the text off there. */
  readonly cutColumn: string;
  /** The column that must differ in every row. */
  readonly key?: string;
}

/**
 * Selects the rows of a table, ordered by its primary key or row id, or those of a query, ordered by its key.
 * @throws UnreachableError where there is no such table or column, Error where the query is wrong
 */
export function selectRows(database: SqliteDatabase, from: RowsFrom, shown: string): SqliteSelection {
  return from.query === undefined
    ? selectTable(database, from.table ?? "", shown)
    : selectQuery(database, from.query, from.key ?? "", shown);
}

function selectTable(database: SqliteDatabase, wanted: string, shown: string): SqliteSelection {
  const tables = database.all(
    "SELECT name, type, wr FROM pragma_table_list WHERE schema = 'main' AND type <> 'shadow' AND name NOT LIKE 'sqlite|_%' ESCAPE '|' ORDER BY name",
  );
  // SQL knows no difference between upper and lower case in names.
  const table = tables.find(({ name }) => sameName(name, wanted));
  const names = tables.map(({ name }) => String(name));
  if (!table)
    throw wrong(`${shown} has no table ${quote(wanted)}${nearMiss(wanted, names)}; it has: ${list(names)}`);
  if (table["type"] === "view") {
    const remedy = `{ query: SELECT * FROM ${wanted}, key: ... }`;
    throw wrong(
      `${shown}: ${wanted} is a view, whose rows have no order of their own; take them by ${remedy}`,
    );
  }
  const columns = database.all(`SELECT name, pk FROM pragma_table_xinfo(${text(wanted)}) WHERE hidden <> 1`);
  const columnNames = columns.map(({ name }) => String(name));
  const from = quote(wanted);
  const keys = table["wr"] === 1 ? primaryKey(columns) : rowId(columnNames);
  // A table whose columns take every name of the row id: its rows have an order, but no place.
  if (keys === undefined)
    return selection({ from, columns: columnNames, order: columnNames.map(quote).join(", ") });
  const order = keys.join(", ");
  const place = keys.map((key, index) => [key, freeName(columnNames, `_place${index}`)] as const);
  return selection({
    from,
    columns: columnNames,
    order,
    place,
    behind: `(${order}) > (${keys.map(() => "?").join(", ")})`,
  });
}

function selectQuery(database: SqliteDatabase, query: string, key: string, shown: string): SqliteSelection {
  const rows = queryRows(query);
  const first = database.all(`SELECT * FROM ${rows} LIMIT 1`)[0];
  const columns = Object.keys(first ?? { [key]: null });
  if (!columns.includes(key))
    throw wrong(
      `${shown}: the query has no column ${quote(key)}${nearMiss(key, columns)}; it has: ${list(columns)}`,
    );
  const order = `${quote(key)} COLLATE BINARY`;
  const place = [[quote(key), freeName(columns, "_place0")] as const];
  return { ...selection({ from: rows, columns, order, place, behind: `${order} >= ?` }), key };
}

interface Parts {
  readonly from: string;
  readonly columns: readonly string[];
  readonly order: string;
  /** What tells a row's place, each with the name that it is given. */
  readonly place?: readonly (readonly [expression: string, name: string])[];
  readonly behind?: string;
}

function selection({ from, columns, order, place = [], behind }: Parts): SqliteSelection {
  const added = [
    cutColumnOf(columns),
    ...place.map(([expression, name]) => `${expression} AS ${quote(name)}`),
  ];
  const select = `SELECT *, ${added.join(", ")} FROM ${from}`;
  const placeColumns = place.map(([, name]) => name);
  const cutColumn = freeName(columns, "_cut");
  return {
    sql: `${select} ORDER BY ${order}`,
    ...(behind !== undefined && { sqlBehind: `${select} WHERE ${behind} ORDER BY ${order}` }),
    placeColumns,
    addedColumns: [cutColumn, ...placeColumns],
    countSql: `SELECT count(*) AS count FROM ${from}`,
    cutColumn,
  };
}

function cutColumnOf(columns: readonly string[]): string {
  const cases = columns.map(
    (name) => `WHEN typeof(${quote(name)}) = 'text' AND instr(${quote(name)}, char(0)) THEN ${text(name)}`,
  );
  return `CASE ${cases.join(" ")} END AS ${quote(freeName(columns, "_cut"))}`;
}

/** A name that no column has. */
function freeName(columns: readonly string[], ending: string): string {
  return `${columns.toSorted((a, b) => b.length - a.length)[0] ?? ""}${ending}`;
}

function primaryKey(columns: readonly Readonly<Record<string, SqliteValue>>[]): string[] {
  return columns
    .filter(({ pk }) => Number(pk) > 0)
    .toSorted((a, b) => Number(a["pk"]) - Number(b["pk"]))
    .map(({ name }) => quote(String(name)));
}

/** Every name of the row id can be taken by a column; a table with all three taken has no other way to it. */
function rowId(columns: readonly string[]): string[] | undefined {
  const free = ["rowid", "_rowid_", "oid"].find((id) => !columns.some((name) => sameName(name, id)));
  return free === undefined ? undefined : [free];
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

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function text(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

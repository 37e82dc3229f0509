import type { RowKey, WatchedEntity } from "../../../change-log";
import { cursorOf } from "../../key-cursor";
import { queryRows } from "../../query-rows";
import type { MysqlConnection } from "../mysql-connection";
import { mysqlDialect } from "../mysql-dialect";
import { kindOf, type MysqlColumn } from "../mysql-value";
import { binlogKeyText } from "./binlog-key-text";
import type { BinlogRow } from "./zongji-driver";

/** An entity that a table's changes concern. */
export interface TableReader {
  readonly entity: string;
  /** The columns of the table that make up the key of the entity's row. */
  readonly key: readonly MysqlColumn[];
  /** Whether a row has a key although a column of it is null: the entity is the table itself. */
  readonly hasNulls: boolean;
}

/** A table whose changes are followed. */
export interface BinlogTable {
  readonly schema: string;
  readonly name: string;
  /** SQL of the FROM clause. */
  readonly rows: string;
  readonly columns: readonly MysqlColumn[];
  /** Its primary key; empty if it has none. */
  readonly primaryKey: readonly MysqlColumn[];
  readonly readers: readonly TableReader[];
}

/** What of the watched entities was found in the database, and what was not. */
export interface WatchedTables {
  readonly tables: readonly BinlogTable[];
  readonly missing: readonly { readonly entity: string; readonly message: string }[];
}

/** An entity, one of the tables that it is read from, and the column that has its key. */
interface Wanted {
  readonly entity: string;
  readonly table: string;
  /** @default the primary key */
  readonly column?: string;
  /** The key of the query. */
  readonly queryKey?: MysqlColumn | undefined;
  /** Columns that are added to the primary key. */
  readonly added?: readonly string[] | undefined;
}

/** Looks up the tables that entities are read from. */
export async function findBinlogTables(
  connection: MysqlConnection,
  watched: readonly WatchedEntity[],
): Promise<WatchedTables> {
  const missing: { entity: string; message: string }[] = [];
  const byRows = new Map<string, BinlogTable>();
  for (const wanted of (await Promise.all(watched.map((one) => wantedBy(connection, one)))).flat()) {
    const { entity } = wanted;
    const table = await findTable(connection, wanted.table, byRows);
    if (table === undefined) {
      missing.push({ entity, message: `table "${wanted.table}" not found` });
      continue;
    }
    const key = keyOf(table, wanted);
    if (typeof key === "string") missing.push({ entity, message: key });
    else {
      const reader = { entity, key, hasNulls: wanted.column === undefined };
      byRows.set(table.rows, { ...table, readers: [...table.readers, reader] });
    }
  }
  return { tables: [...byRows.values()], missing };
}

async function wantedBy(
  connection: MysqlConnection,
  { entity, from, itemKeyColumns }: WatchedEntity,
): Promise<Wanted[]> {
  if (from.query === undefined) return [{ entity, table: from.table ?? "", added: itemKeyColumns }];
  const columns = await mysqlDialect.columnsOf(connection, `${queryRows(from.query)} AS q`);
  const queryKey = columns.find(({ name }) => name === from.key);
  return Object.entries(from.tables ?? {}).map(([table, column]) => ({ entity, table, column, queryKey }));
}

async function findTable(
  connection: MysqlConnection,
  wanted: string,
  known: ReadonlyMap<string, BinlogTable>,
): Promise<BinlogTable | undefined> {
  const { table } = await mysqlDialect.findTable(connection, wanted);
  if (!table) return undefined;
  const before = known.get(table.rows);
  if (before) return before;
  const columns = await mysqlDialect.columnsOf(connection, table.rows, table.columns);
  const [, schema = "", name = ""] = /^`((?:[^`]|``)*)`\.`((?:[^`]|``)*)`$/.exec(table.rows) ?? [];
  return {
    ...{ schema: schema.replaceAll("``", "`"), name: name.replaceAll("``", "`"), rows: table.rows, columns },
    primaryKey: table.key.flatMap((one) => columns.find((column) => column.name === one) ?? []),
    readers: [],
  };
}

/** The columns of an entity's key, or why there are none. */
function keyOf(
  table: BinlogTable,
  { column, queryKey, added = [] }: Wanted,
): readonly MysqlColumn[] | string {
  if (column === undefined) {
    const more = added.flatMap((one) => table.columns.find(({ name }) => name === one) ?? []);
    return [...new Set([...table.primaryKey, ...more])];
  }
  const found = table.columns.find(({ name }) => name === column);
  if (!found) return `${table.name} has no column "${column}"`;
  if (queryKey && kindOf(queryKey) !== kindOf(found))
    return `the key ${queryKey.name} of the query has another type than ${table.name}.${column}`;
  return [found];
}

/** The key of a row in the log. `undefined` if a column of it is null. @param hasNulls whether it has a key even then */
export function rowKey(
  columns: readonly MysqlColumn[],
  row: BinlogRow,
  hasNulls = false,
): RowKey | undefined {
  const texts = columns.map((column) => binlogKeyText(column, row[column.name]));
  return texts.includes(null) && !hasNulls ? undefined : cursorOf(texts);
}

import { UnreachableError } from "../../../../errors";
import type { WatchedEntity } from "../../../change-log";
import { queryRows } from "../../query-rows";
import type { PostgresConnection } from "../postgres-connection";
import { type PostgresColumn, postgresDialect } from "../postgres-dialect";
import { typesOf } from "../postgres-types";
import type { Decode } from "../postgres-value";
import { baseOf, type KeyText, keyTextOf } from "./key-text";
import { findLayout, type TableLayout } from "./table-layout";

/** How rows of a table in the log concern an entity. */
export interface WatchedRows {
  readonly entity: string;
  readonly table: TableLayout;
  /** Columns of the table that hold the entity's key, in the key's order. */
  readonly keyColumns: readonly string[];
  readonly keyTexts: readonly KeyText[];
  /** Readers of the columns, if the entity is the table itself. */
  readonly decoders: ReadonlyMap<string, Decode> | undefined;
  /** Type of the query's key and of the column that leads to it, without domains, if the entity is a query. */
  readonly types: { readonly key: number; readonly column: number | undefined } | undefined;
}

/** An entity that reads a table that does not exist. */
export interface MissingTable {
  readonly entity: string;
  /** As the migration file names it. */
  readonly table: string;
}

/** The tables of entities, and those that do not exist. */
export interface FoundRows {
  readonly rows: readonly WatchedRows[];
  readonly missing: readonly MissingTable[];
}

/** Looks up the tables of these entities. @throws UnreachableError */
export async function watchedRows(
  session: PostgresConnection,
  watched: readonly WatchedEntity[],
  shown: string,
): Promise<FoundRows> {
  const rows: WatchedRows[] = [];
  const missing: MissingTable[] = [];
  for (const one of watched) {
    const gone = await missingTables(session, one);
    missing.push(...gone);
    if (gone.length > 0) continue;
    if (one.from.query === undefined) rows.push(await rowsOfTable(session, one, shown));
    else rows.push(...(await rowsOfQuery(session, one, one.from.query, shown)));
  }
  return { rows, missing };
}

async function missingTables(
  session: PostgresConnection,
  { entity, from }: WatchedEntity,
): Promise<readonly MissingTable[]> {
  const names = from.query === undefined ? [from.table ?? ""] : Object.keys(from.tables ?? {});
  const missing: MissingTable[] = [];
  for (const table of names) if (!(await findLayout(session, table))) missing.push({ entity, table });
  return missing;
}

/** Each table once. */
export function tablesOf(rows: readonly WatchedRows[]): readonly TableLayout[] {
  return [...new Map(rows.map(({ table }) => [table.oid, table])).values()];
}

async function rowsOfTable(
  session: PostgresConnection,
  { entity, from, itemKeyColumns = [] }: WatchedEntity,
  shown: string,
): Promise<WatchedRows> {
  const table = await existing(session, from.table ?? "", shown);
  const columns = await postgresDialect.columnsOf(session, `${table.sql} AS q`);
  const names = table.primaryKey.length === 0 ? [] : [...new Set([...table.primaryKey, ...itemKeyColumns])];
  const keys = names.flatMap((name) => columns.find((column) => column.name === name) ?? []);
  return {
    ...{ entity, table, keyColumns: keys.map(({ name }) => name), types: undefined },
    keyTexts: await keyTextsOf(session, keys),
    decoders: new Map(columns.map(({ name, decode }) => [name, decode])),
  };
}

async function rowsOfQuery(
  session: PostgresConnection,
  { entity, from }: WatchedEntity,
  query: string,
  shown: string,
): Promise<readonly WatchedRows[]> {
  const columns = await postgresDialect.columnsOf(session, `${queryRows(query)} AS q`);
  const key = columns.find(({ name }) => name === from.key);
  if (!key) throw wrong(`${shown}: the query of ${entity} has no column "${from.key}"`);
  const keyTexts = await keyTextsOf(session, [key]);
  const all: WatchedRows[] = [];
  for (const [name, column] of Object.entries(from.tables ?? {})) {
    const table = await existing(session, name, shown);
    const types = await typesFor(session, key, table, column);
    all.push({ ...{ entity, table, keyColumns: [column], keyTexts, types }, decoders: undefined });
  }
  return all;
}

async function existing(session: PostgresConnection, name: string, shown: string): Promise<TableLayout> {
  const table = await findLayout(session, name);
  if (table) return table;
  throw wrong(`${shown} has no table "${name}"`);
}

async function keyTextsOf(
  session: PostgresConnection,
  keys: readonly PostgresColumn[],
): Promise<readonly KeyText[]> {
  const oids = keys.map(({ oid }) => oid);
  const types = await typesOf(session, oids);
  return oids.map((oid) => keyTextOf(oid, types));
}

async function typesFor(session: PostgresConnection, key: PostgresColumn, table: TableLayout, name: string) {
  const column = table.columns.find((one) => one.name === name)?.typeOid;
  const types = await typesOf(session, [key.oid, ...(column === undefined ? [] : [column])]);
  return { key: baseOf(key.oid, types), column: column === undefined ? undefined : baseOf(column, types) };
}

function wrong(message: string): UnreachableError {
  return new UnreachableError("source-wrong-shape", message);
}

import type { SqliteValue } from "../../migrations/sources/sql/sqlite/sqlite-connection";

/** A database that the application has opened: that of `node:sqlite`, better-sqlite3 or node-sqlite3-wasm. */
export interface SqliteHandle {
  /** As the database of `node:sqlite`, `better-sqlite3` or `node-sqlite3-wasm`. */
  prepare(sql: string): unknown;
}

type Cells = Readonly<Record<string, SqliteValue>>;

interface Changes {
  readonly changes: number | bigint;
}

/** https://nodejs.org/api/sqlite.html#class-statementsync */
interface NodeStatement {
  setReadBigInts(isEnabled: boolean): void;
  get(...values: readonly SqliteValue[]): Cells | undefined;
  all(...values: readonly SqliteValue[]): readonly Cells[];
  run(...values: readonly SqliteValue[]): Changes;
}

/** https://github.com/WiseLibs/better-sqlite3/blob/master/docs/api.md#class-statement */
interface BetterStatement extends Omit<NodeStatement, "setReadBigInts"> {
  safeIntegers(isEnabled: boolean): unknown;
  readonly reader: boolean;
}

/** https://github.com/tndrle/node-sqlite3-wasm#class-statement */
interface WasmStatement {
  all(values: readonly SqliteValue[]): readonly Cells[];
  run(values: readonly SqliteValue[]): Changes;
  finalize(): void;
}

/** Rows of a statement; whole numbers of 64 bits may be `bigint`. */
export function sqliteRows(
  database: SqliteHandle,
  sql: string,
  values: readonly SqliteValue[],
): readonly Cells[] {
  const statement = database.prepare(sql);
  if (isWasm(statement)) return finalized(statement, () => statement.all(values));
  if (isNode(statement)) statement.setReadBigInts(true);
  else (statement as BetterStatement).safeIntegers(true);
  return (statement as NodeStatement).all(...values);
}

/** Runs a statement without rows. @returns how many rows it changed */
export function runSqlite(database: SqliteHandle, sql: string, values: readonly SqliteValue[]): number {
  const statement = database.prepare(sql);
  if (isWasm(statement)) return finalized(statement, () => Number(statement.run(values).changes));
  return Number((statement as NodeStatement).run(...values).changes);
}

function isWasm(statement: unknown): statement is WasmStatement {
  return typeof (statement as WasmStatement).finalize === "function";
}

function isNode(statement: unknown): statement is NodeStatement {
  return typeof (statement as NodeStatement).setReadBigInts === "function";
}

function finalized<Result>(statement: WasmStatement, step: () => Result): Result {
  try {
    return step();
  } finally {
    statement.finalize();
  }
}

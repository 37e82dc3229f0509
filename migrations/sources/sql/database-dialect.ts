import type { RowValue } from "../../items/row";

/** A row as a server sent it: MySQL's cells are bytes, PostgreSQL's texts. */
export type DatabaseRow<Cell> = readonly (Cell | null)[];

/**
 * What a session sees: the database as it was when the session started, or, in each statement, what is committed by
 * then.
 */
export type DatabaseView = "snapshot" | "committed";

/** A session that only reads. */
export interface DatabaseConnection<Cell> {
  /** Runs one statement. @throws UnreachableError, InterruptedError */
  query(sql: string, values?: readonly string[]): Promise<{ readonly rows: readonly DatabaseRow<Cell>[] }>;
  /** The rows of a query as they are asked for. @throws UnreachableError, InterruptedError while iterating */
  stream(sql: string, values: readonly string[]): AsyncIterable<DatabaseRow<Cell>>;
  /** @param isIdle whether nothing is being read, so that one can take leave */
  close(isIdle: boolean): Promise<void>;
}

/** A table as its database knows it. */
export interface DatabaseTable {
  /** SQL of the FROM clause. */
  readonly rows: string;
  /** The columns of its primary key, in the key's order. */
  readonly key: readonly string[];
  /** The columns of each unique index that has no condition and no column that may be null. */
  readonly uniqueKeys: () => Promise<readonly (readonly string[])[]>;
  /** How many rows the server believes that there are. */
  readonly estimate: number;
  /** Its columns, if `SELECT *` does not give all of them. @default those of `SELECT *` */
  readonly columns?: readonly string[];
  /** Whether other tables inherit from it, whose rows are then among its own. @default false */
  readonly isParent?: boolean;
}

/** A column that is read. Its full type is part of the source's version. */
export interface DatabaseColumn<Cell> {
  readonly name: string;
  /** @throws Error that says which value no attribute can hold */
  readonly decode: (cell: Cell) => RowValue;
}

/** A column that rows are ordered by. */
export interface DatabaseKey<Cell> {
  readonly name: string;
  /** Expression to order by, which uses the index if there is one. */
  readonly order: string;
  /** The value as the cursor keeps it. */
  readonly toText: (cell: Cell) => string;
  /** The value that a reading returns, of the text that {@link toText} gives. */
  readonly decodeText: (text: string) => RowValue;
}

/** How one kind of database is asked for rows. */
export interface DatabaseForm<Cell> {
  readonly columns: readonly DatabaseColumn<Cell>[];
  readonly keys: readonly DatabaseKey<Cell>[];
  /** Expressions to select: those of the columns, then those of the keys. */
  readonly cells: readonly string[];
  /**
   * The condition for the rows after the values of a key, or for those and the row at it.
   * @param parameters of the statement before those of the condition. @default none
   * @returns `undefined` if these values cannot come from such a key
   */
  readonly afterKey: (
    values: readonly string[],
    orAt: boolean,
    parameters?: number,
  ) => DatabaseCondition | undefined;
  /**
   * The condition for the rows at any of these keys, as the database compares them.
   * @returns `undefined` if the values of one cannot come from such a key
   */
  readonly atKeys: (keys: readonly (readonly string[])[]) => DatabaseCondition | undefined;
  /** Whether the database takes the row's key for that of the row before. @default they are, where their texts are the same */
  readonly isTied?: (row: DatabaseRow<Cell>) => boolean;
}

export interface DatabaseCondition {
  readonly sql: string;
  /** Values of its parameters. @default none */
  readonly values?: readonly string[];
}

/** The differences between kinds of databases. `Column` is the server's description of a column. */
export interface DatabaseDialect<Connection, Column extends { readonly name: string }, Cell> {
  /** Looks for a table; `names` are those that can be asked for without a schema, `hint` says how to reach it. */
  findTable(
    connection: Connection,
    wanted: string,
  ): Promise<{
    readonly table: DatabaseTable | undefined;
    readonly names: readonly string[];
    readonly hint?: string | undefined;
  }>;
  /** @param names of the columns. @default those of `SELECT *` */
  columnsOf(connection: Connection, rows: string, names?: readonly string[]): Promise<readonly Column[]>;
  /** @param isTable whether the keys are a primary key, which has an index and no row twice */
  formOf(columns: readonly Column[], keys: readonly Column[], isTable: boolean): DatabaseForm<Cell>;
}

import { nearMissOrList } from "../../../yaml-file";
import { UnreachableError } from "../../errors";
import type { DatabaseDialect, DatabaseForm, DatabaseTable } from "./database-dialect";
import { queryRows } from "./query-rows";
import type { RowsFrom } from "../source";

/** The rows of an entity as SQL. */
export interface DatabaseSelection<Cell> {
  readonly form: DatabaseForm<Cell>;
  /** SQL of the FROM clause. */
  readonly rows: string;
  /** Whether no two rows can have the same key. */
  readonly isTable: boolean;
  /** How many rows the server believes that there are, where it says so. */
  readonly estimate: number;
}

/** The rows of an entity as they are read by their keys. */
export interface LookupSelection<Cell> extends DatabaseSelection<Cell> {
  /** The first columns of the form's key, which are the row's own key. */
  readonly ownKeys: number;
  /** The condition for the rows at these values of their own key. */
  readonly atKeys: DatabaseForm<Cell>["atKeys"];
  /** See `RowLookup.uniqueKeys`. */
  readonly uniqueKeys: readonly (readonly string[])[];
}

/** Looks up what the columns of tables and queries are. */
export class DatabaseSelector<Connection, Column extends { readonly name: string }, Cell> {
  /** @param shown the database, for messages */
  constructor(
    private readonly dialect: DatabaseDialect<Connection, Column, Cell>,
    private readonly shown: string,
  ) {}

  /** @throws UnreachableError if the table or a column does not exist, or the table has no key */
  select(connection: Connection, from: RowsFrom): Promise<DatabaseSelection<Cell>> {
    return from.query === undefined
      ? this.selectTable(connection, from.table ?? "")
      : this.selectQuery(connection, from.query, from.key ?? "");
  }

  /**
   * @param added columns to add to the key of a table, unless they are in it
   * @throws UnreachableError as `select` does
   */
  async selectLookup(
    connection: Connection,
    from: RowsFrom,
    added: readonly string[],
  ): Promise<LookupSelection<Cell>> {
    if (from.query !== undefined) return byOwnKey(await this.select(connection, from));
    const { table, columns } = await this.describeTable(connection, from.table ?? "");
    const own = byOwnKey(this.selectionOf(table, columns));
    const key = own.form.keys.map(({ name }) => name);
    const more = added.filter((name) => !key.includes(name));
    if (more.length === 0) return own;
    const form = this.formOf(columns, [...key, ...more]);
    return { ...own, form, uniqueKeys: [key, ...(await table.uniqueKeys())] };
  }

  private async selectTable(connection: Connection, wanted: string): Promise<DatabaseSelection<Cell>> {
    const { table, columns } = await this.describeTable(connection, wanted);
    return this.selectionOf(table, columns);
  }

  private async describeTable(connection: Connection, wanted: string) {
    const table = await this.findTable(connection, wanted);
    return { table, columns: await this.dialect.columnsOf(connection, table.rows, table.columns) };
  }

  private selectionOf(
    { rows, key, estimate }: DatabaseTable,
    columns: readonly Column[],
  ): DatabaseSelection<Cell> {
    return { form: this.formOf(columns, key), rows, isTable: true, estimate };
  }

  /** @param names of the key's columns */
  private formOf(columns: readonly Column[], names: readonly string[]): DatabaseForm<Cell> {
    const keys = names.flatMap((name) => columns.find((column) => column.name === name) ?? []);
    return this.dialect.formOf(columns, keys, true);
  }

  private async findTable(connection: Connection, wanted: string): Promise<DatabaseTable> {
    const { table, names, hint } = await this.dialect.findTable(connection, wanted);
    if (!table) {
      const list = `it has: ${names.join(", ") || "none"}`;
      const others = names.length > 0 ? `; ${list}` : "";
      const advice = hint === undefined ? nearMissOrList(wanted, names, list) : `; ${hint}${others}`;
      throw wrong(`${this.shown} has no table "${wanted}"${advice}`);
    }
    const remedy = `take them by { query: SELECT * FROM ${wanted}, key: ... }, whose key is a column that differs in every row`;
    if (table.isParent)
      throw wrong(
        `${this.shown}: ${wanted} has tables that inherit from it, whose keys may be the same as its own; ${remedy}`,
      );
    if (table.key.length === 0)
      throw wrong(`${this.shown}: ${wanted} has no primary key, which its rows are read by; ${remedy}`);
    return table;
  }

  private async selectQuery(
    connection: Connection,
    query: string,
    key: string,
  ): Promise<DatabaseSelection<Cell>> {
    const rows = `${queryRows(query)} AS q`;
    const columns = await this.dialect.columnsOf(connection, rows);
    const names = columns.map(({ name }) => name);
    const column = columns.find(({ name }) => name === key);
    if (!column)
      throw wrong(
        `${this.shown}: the query has no column "${key}"${nearMissOrList(key, names, `it has: ${names.join(", ")}`)}`,
      );
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined)
      throw wrong(
        `${this.shown}: the query has two columns named "${twice}"; give one of them another name with AS`,
      );
    return { form: this.dialect.formOf(columns, [column], false), rows, isTable: false, estimate: 0 };
  }
}

/** Looks rows up by their own key only. */
function byOwnKey<Cell>(own: DatabaseSelection<Cell>): LookupSelection<Cell> {
  const { keys, atKeys } = own.form;
  return { ...own, ownKeys: keys.length, atKeys, uniqueKeys: [keys.map(({ name }) => name)] };
}

function wrong(message: string): UnreachableError {
  return new UnreachableError("source-wrong-shape", message);
}

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

  private async selectTable(connection: Connection, wanted: string): Promise<DatabaseSelection<Cell>> {
    const { rows, key, estimate, columns: names } = await this.findTable(connection, wanted);
    const columns = await this.dialect.columnsOf(connection, rows, names);
    const keys = key.flatMap((name) => columns.find((column) => column.name === name) ?? []);
    return { form: this.dialect.formOf(columns, keys, true), rows, isTable: true, estimate };
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

function wrong(message: string): UnreachableError {
  return new UnreachableError("source-wrong-shape", message);
}

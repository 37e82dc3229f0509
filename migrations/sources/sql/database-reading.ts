import type { DatabaseConnection, DatabaseRow } from "./database-dialect";
import { keyedRow } from "./decode-row";
import type { KeyedRow } from "./keyed-row";
import type { DatabaseSelection } from "./database-selection";
import { checkKeys, valuesIn, wrongCursor } from "./key-cursor";
import { chunksOf, pagesOf, type RowReader } from "./keyed-chunks";

/** Counting fewer rows than this takes no time; of more, the server's estimate will do. */
const countedRows = 1_000_000;

/** One consistent reading of a database: of a table page by page, or of a query row by row, within one session. */
export class DatabaseReading<Cell extends Buffer | string> implements RowReader<DatabaseRow<Cell>> {
  private constructor(
    private readonly connection: DatabaseConnection<Cell>,
    private readonly selection: DatabaseSelection<Cell>,
    /** Rows in all, counted or estimated. */
    readonly total: number,
    private readonly shown: string,
  ) {}

  /** @param shown location of the rows, for messages */
  static async begin<Cell extends Buffer | string>(
    connection: DatabaseConnection<Cell>,
    selection: DatabaseSelection<Cell>,
    shown: string,
  ): Promise<DatabaseReading<Cell>> {
    const { estimate, rows } = selection;
    const count = async () => Number((await connection.query(`SELECT count(*) FROM ${rows}`)).rows[0]?.[0]);
    const total = estimate > countedRows ? estimate : await count();
    return new DatabaseReading(connection, selection, total, shown);
  }

  /** The rows after a cursor, in the order of their key. */
  chunks(after: string | undefined): AsyncIterable<readonly KeyedRow[]> {
    return this.selection.isTable
      ? pagesOf(this, after)
      : checkKeys(chunksOf(this, after), after, this.shown);
  }

  /** The columns that tell rows apart. */
  get keyColumns(): readonly string[] {
    return this.selection.form.keys.map(({ name }) => name);
  }

  async page(after: string | undefined, limit: number): Promise<readonly DatabaseRow<Cell>[]> {
    const { sql, values } = this.statement(after, false);
    return (await this.connection.query(`${sql} LIMIT ${limit}`, values)).rows;
  }

  stream(from: string | undefined): AsyncIterable<DatabaseRow<Cell>> {
    const { sql, values } = this.statement(from, true);
    return this.connection.stream(sql, values);
  }

  /** @param isWhole whether the reading came to its end, so that the connection is idle */
  close(isWhole: boolean): Promise<void> {
    return this.connection.close(isWhole);
  }

  keyed(row: DatabaseRow<Cell>): KeyedRow {
    return keyedRow(this.selection.form, row);
  }

  private statement(after: string | undefined, orAt: boolean) {
    const { form, rows } = this.selection;
    const order = form.keys.map((key) => key.order).join(", ");
    const { where, values } = this.condition(after, orAt);
    return { sql: `SELECT ${form.cells.join(", ")} FROM ${rows}${where} ORDER BY ${order}`, values };
  }

  private condition(after: string | undefined, orAt: boolean): { where: string; values: readonly string[] } {
    if (after === undefined) return { where: "", values: [] };
    const { form } = this.selection;
    const condition = form.afterKey(valuesIn(after, form.keys.length), orAt);
    if (condition === undefined) throw wrongCursor(after);
    return { where: ` WHERE ${condition.sql}`, values: condition.values ?? [] };
  }
}

import type { DatabaseCondition, DatabaseConnection, DatabaseRow } from "./database-dialect";
import { keyedRow, keyIn } from "./decode-row";
import type { KeyRange } from "./key-range";
import type { KeyedRow } from "./keyed-row";
import type { DatabaseSelection } from "./database-selection";
import { checkKeys, valuesIn, wrongCursor } from "./key-cursor";
import { chunksOf, pagesOf, type RowStreamer } from "./keyed-chunks";

/** Counting fewer rows than this takes no time; of more, the server's estimate will do. */
const countedRows = 1_000_000;

/** One consistent reading of a database: of a table page by page, or of a query row by row, within one session. */
export class DatabaseReading<Cell extends Buffer | string> implements RowStreamer<DatabaseRow<Cell>> {
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

  /**
   * The rows after a cursor, in the order of their key.
   * @param range of a table's rows. @default all rows
   */
  chunks(after: string | undefined, range?: KeyRange): AsyncIterable<readonly KeyedRow[]> {
    if (!this.selection.isTable) return checkKeys(chunksOf(this, after), after, this.shown);
    const page = (from: string | undefined, limit: number) => this.page(from, limit, range?.upTo);
    return pagesOf({ page, keyed: (row) => this.keyed(row) }, after ?? range?.after);
  }

  /** The key of the row a number of rows after a cursor, of a table; `undefined` if there are fewer. */
  async keyAfter(cursor: string | undefined, rows: number): Promise<string | undefined> {
    const { form } = this.selection;
    const { sql, values } = this.statement(form.cells.slice(form.columns.length), cursor, false);
    const found = await this.connection.query(`${sql} LIMIT 1 OFFSET ${rows - 1}`, values);
    const [row] = found.rows;
    return row && keyIn(form, row);
  }

  /** The columns that tell rows apart. */
  get keyColumns(): readonly string[] {
    return this.selection.form.keys.map(({ name }) => name);
  }

  /** @param upTo the last row is the one at this cursor. @default that of the table */
  private async page(
    after: string | undefined,
    limit: number,
    upTo: string | undefined,
  ): Promise<readonly DatabaseRow<Cell>[]> {
    const { cells } = this.selection.form;
    // Not a condition of the rows: the database would look for more of them until the end of the table.
    const end = upTo === undefined ? undefined : this.after(upTo, false, 0);
    const selected = end ? [...cells, `(${end.sql})`] : cells;
    const { sql, values } = this.statement(selected, after, false, end?.values);
    const { rows } = await this.connection.query(`${sql} LIMIT ${limit}`, values);
    if (!end) return rows;
    const over = rows.findIndex((row) => isTrue(row.at(-1)));
    return over === -1 ? rows : rows.slice(0, over);
  }

  stream(from: string | undefined): AsyncIterable<DatabaseRow<Cell>> {
    const { sql, values } = this.statement(this.selection.form.cells, from, true);
    return this.connection.stream(sql, values);
  }

  /** @param isWhole whether the reading came to its end, so that the connection is idle */
  close(isWhole: boolean): Promise<void> {
    return this.connection.close(isWhole);
  }

  keyed(row: DatabaseRow<Cell>): KeyedRow {
    return keyedRow(this.selection.form, row);
  }

  /** @param before values of parameters in the cells. @default none */
  private statement(
    cells: readonly string[],
    after: string | undefined,
    orAt: boolean,
    before: readonly string[] = [],
  ) {
    const { form, rows } = this.selection;
    const order = form.keys.map((key) => key.order).join(", ");
    const condition = after === undefined ? undefined : this.after(after, orAt, before.length);
    const where = condition ? ` WHERE ${condition.sql}` : "";
    return {
      sql: `SELECT ${cells.join(", ")} FROM ${rows}${where} ORDER BY ${order}`,
      values: [...before, ...(condition?.values ?? [])],
    };
  }

  private after(cursor: string, orAt: boolean, parameters: number): DatabaseCondition {
    const { form } = this.selection;
    const condition = form.afterKey(valuesIn(cursor, form.keys.length), orAt, parameters);
    if (condition === undefined) throw wrongCursor(cursor);
    return condition;
  }
}

/** Of a comparison, as MySQL and PostgreSQL write it. */
function isTrue(cell: Buffer | string | null | undefined): boolean {
  const text = cell?.toString();
  return text === "1" || text === "t";
}

import { messageOf } from "../errors";
import type { RowValue } from "../transform/row";
import { rowBytes } from "./chunk-size";
import { countedRows, type DatabaseReading, type KeyedRow } from "./database-rows";
import { chunksOf, pagesOf, type RowReader } from "./keyed-chunks";
import { checkKeys, cursorOf, valuesIn, wrongCursor } from "./key-cursor";
import type { MysqlConnection, MysqlRow } from "./mysql-connection";
import { behind } from "./mysql-key";
import type { MysqlSelection } from "./mysql-selection";
import { mysqlValue } from "./mysql-value";

/** Reads a table page by page, or a query row by row, within one session. */
export class MysqlReading implements DatabaseReading, RowReader<MysqlRow> {
  private constructor(
    private readonly connection: MysqlConnection,
    private readonly selection: MysqlSelection,
    readonly total: number,
    private readonly shown: string,
  ) {}

  /** @param shown where the rows are, for messages */
  static async begin(
    connection: MysqlConnection,
    selection: MysqlSelection,
    shown: string,
  ): Promise<MysqlReading> {
    const number = async (sql: string) => Number((await connection.query(sql)).rows[0]?.[0]);
    const estimate = selection.estimate === undefined ? 0 : await number(selection.estimate);
    const total = estimate > countedRows ? estimate : await number(`SELECT count(*) FROM ${selection.rows}`);
    return new MysqlReading(connection, selection, total, shown);
  }

  chunks(after: string | undefined): AsyncIterable<readonly KeyedRow[]> {
    return this.selection.isTable
      ? pagesOf(this, after)
      : checkKeys(chunksOf(this, after), after, this.shown);
  }

  bytes(row: MysqlRow): number {
    return rowBytes(row);
  }

  close(isWhole: boolean): Promise<void> {
    return this.connection.close(isWhole);
  }

  async page(after: string | undefined, limit: number): Promise<readonly MysqlRow[]> {
    return (await this.connection.query(`${this.sql(after, false)} LIMIT ${limit}`)).rows;
  }

  stream(from: string | undefined): AsyncIterable<MysqlRow> {
    return this.connection.stream(this.sql(from, true));
  }

  private sql(after: string | undefined, orAt: boolean): string {
    const { cells, rows, keys } = this.selection;
    const order = keys.map((key) => key.order).join(", ");
    return `SELECT ${cells} FROM ${rows}${this.where(after, orAt)} ORDER BY ${order}`;
  }

  private where(after: string | undefined, orAt: boolean): string {
    if (after === undefined) return "";
    const { keys } = this.selection;
    const condition = behind(keys, valuesIn(after, keys.length), orAt);
    if (condition === undefined) throw wrongCursor(after);
    return ` WHERE ${condition}`;
  }

  keyed(row: MysqlRow): KeyedRow {
    const { columns, keys } = this.selection;
    const cursor = cursorOf(
      keys.map((key, index) => {
        const cell = row[columns.length + index];
        return cell ? key.toText(cell) : null;
      }),
    );
    try {
      const cells = columns.map(({ name, kind }, index) => [name, mysqlValue(row[index] ?? null, kind)]);
      return { value: Object.fromEntries(cells) as RowValue, cursor };
    } catch (error) {
      const cells = columns.map(({ name }, index) => [name, row[index]?.toString("utf8") ?? null]);
      const broken = `a column that should hold JSON does not: ${messageOf(error)}`;
      return { value: Object.fromEntries(cells) as RowValue, broken, cursor };
    }
  }
}

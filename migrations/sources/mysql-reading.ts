import { messageOf } from "../errors";
import type { RowValue } from "../transform/row";
import { ChunkSize, rowBytes } from "./chunk-size";
import type { DatabaseReading, KeyedRow } from "./database-rows";
import { checkKeys, cursorOf, valuesIn, wrongCursor } from "./key-cursor";
import type { MysqlConnection, MysqlRow } from "./mysql-connection";
import { behind } from "./mysql-key";
import type { MysqlSelection } from "./mysql-selection";
import { mysqlValue } from "./mysql-value";

/** Counting fewer rows than this takes no time; of more, the server's estimate will do. */
const countedRows = 1_000_000;

/** Reads a table page by page, or a query row by row, within one session. */
export class MysqlReading implements DatabaseReading {
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
    return this.selection.isTable ? this.pages(after) : checkKeys(this.stream(after), after, this.shown);
  }

  close(isWhole: boolean): Promise<void> {
    return this.connection.close(isWhole);
  }

  private async *pages(after: string | undefined): AsyncGenerator<KeyedRow[]> {
    const size = new ChunkSize();
    for (let cursor = after; ;) {
      const limit = size.rows;
      const { rows } = await this.connection.query(`${this.sql(cursor, false)} LIMIT ${limit}`);
      if (rows.length > 0) yield rows.map((row) => this.keyed(row));
      const last = rows.at(-1);
      if (last === undefined || rows.length < limit) return;
      cursor = this.keyed(last).cursor;
      size.saw(
        rows.length,
        rows.reduce((sum, row) => sum + rowBytes(row), 0),
      );
    }
  }

  private async *stream(after: string | undefined): AsyncGenerator<KeyedRow[]> {
    const size = new ChunkSize();
    let chunk: KeyedRow[] = [];
    let bytes = 0;
    for await (const row of this.connection.stream(this.sql(after, true))) {
      chunk.push(this.keyed(row));
      bytes += rowBytes(row);
      if (!size.isFull(chunk.length, bytes)) continue;
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    if (chunk.length > 0) yield chunk;
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

  private keyed(row: MysqlRow): KeyedRow {
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

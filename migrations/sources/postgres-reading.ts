import { messageOf } from "../errors";
import type { RowValue } from "../transform/row";
import { rowBytes } from "./chunk-size";
import { countedRows, type DatabaseReading, type KeyedRow } from "./database-rows";
import { checkKeys, cursorOf, valuesIn } from "./key-cursor";
import { chunksOf, pagesOf, type RowReader } from "./keyed-chunks";
import type { PostgresConnection, PostgresRow } from "./postgres-connection";
import { type PostgresSelection, quoteName } from "./postgres-selection";

/** Reads a table page by page, or a query row by row, within one session. */
export class PostgresReading implements DatabaseReading, RowReader<PostgresRow> {
  private constructor(
    private readonly connection: PostgresConnection,
    private readonly selection: PostgresSelection,
    readonly total: number,
    private readonly shown: string,
  ) {}

  /** @param shown where the rows are, for messages */
  static async begin(
    connection: PostgresConnection,
    selection: PostgresSelection,
    shown: string,
  ): Promise<PostgresReading> {
    const { estimate, rows } = selection;
    const count = async () => Number((await connection.query(`SELECT count(*) FROM ${rows}`)).rows[0]?.[0]);
    const total = estimate > countedRows ? estimate : await count();
    return new PostgresReading(connection, selection, total, shown);
  }

  chunks(after: string | undefined): AsyncIterable<readonly KeyedRow[]> {
    return this.selection.isTable
      ? pagesOf(this, after)
      : checkKeys(chunksOf(this, after), after, this.shown);
  }

  async page(after: string | undefined, limit: number): Promise<readonly PostgresRow[]> {
    const { sql, values } = this.select(after, ">");
    return (await this.connection.query(`${sql} LIMIT ${limit}`, values)).rows;
  }

  stream(from: string | undefined): AsyncIterable<PostgresRow> {
    const { sql, values } = this.select(from, ">=");
    return this.connection.stream(sql, values);
  }

  bytes(row: PostgresRow): number {
    return rowBytes(row);
  }

  close(isWhole: boolean): Promise<void> {
    return this.connection.close(isWhole);
  }

  /** The cells, then those of the key, then whether the row before has the same key. */
  private select(after: string | undefined, operator: ">" | ">="): { sql: string; values: string[] } {
    const { columns, keys, rows, isTable } = this.selection;
    const order = keys.map((key) => key.order).join(", ");
    const tied = isTable ? [] : [`coalesce(${order} = lag(${order}) OVER (ORDER BY ${order}), false)`];
    const cells = [
      ...columns.map(({ name }) => `q.${quoteName(name)}`),
      ...keys.map(({ name }) => `q.${quoteName(name)}::text`),
      ...tied,
    ];
    const values = after === undefined ? [] : valuesIn(after, keys.length);
    const given = keys.map(({ type }, index) => `$${index + 1}::text::${type}`).join(", ");
    const where = after === undefined ? "" : ` WHERE (${order}) ${operator} (${given})`;
    return { sql: `SELECT ${cells.join(", ")} FROM ${rows}${where} ORDER BY ${order}`, values };
  }

  keyed(row: PostgresRow): KeyedRow {
    const { columns, keys, isTable } = this.selection;
    const cursor = cursorOf(keys.map((_key, index) => row[columns.length + index] ?? null));
    const key = isTable ? { cursor } : { cursor, isTied: row.at(-1) === "t" };
    try {
      return { value: this.valueOf(row), ...key };
    } catch (error) {
      const texts = columns.map(({ name }, index) => [name, row[index] ?? null] as const);
      return { value: Object.fromEntries(texts), broken: messageOf(error), ...key };
    }
  }

  private valueOf(row: PostgresRow): RowValue {
    const cells = this.selection.columns.map(({ name, type, decode }, index) => {
      const text = row[index] ?? null;
      try {
        return [name, text === null ? null : decode(text)] as const;
      } catch (cause) {
        throw new Error(`${name} (${type}): ${messageOf(cause)}`, { cause });
      }
    });
    return Object.fromEntries(cells);
  }
}

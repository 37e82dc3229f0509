import { keyedRow } from "../../migrations/sources/sql/decode-row";
import type { DatabaseForm, DatabaseRow } from "../../migrations/sources/sql/database-dialect";
import type { RowObject, RowValue } from "../../migrations/items/row";
import { CutoverError } from "../errors";
import { keyText, type RecordKey } from "../record-key";
import { keyValues } from "./key-values";
import type { OldStore } from "./store";

/** A value as a driver takes it. */
export type SqlParameter = string | number | bigint | boolean | Buffer | null | readonly unknown[] | object;

/** The table of an entity, as one kind of database reads and writes it. */
export interface SqlTable<Cell extends Buffer | string> {
  /** For messages: `users`. */
  readonly name: string;
  /** How the migration's source reads rows. */
  readonly form: DatabaseForm<Cell>;
  /** A value of a column as a parameter. */
  parameter(column: string, value: RowValue): SqlParameter;
  select(key: readonly SqlParameter[]): Promise<readonly DatabaseRow<Cell>[]>;
  /** @returns how many rows have the key, or were changed, whichever the server tells */
  update(
    columns: readonly string[],
    values: readonly SqlParameter[],
    key: readonly SqlParameter[],
  ): Promise<number>;
  /** Inserts the row, or sets the columns if the key exists. */
  insert(
    columns: readonly string[],
    values: readonly SqlParameter[],
    key: readonly SqlParameter[],
  ): Promise<void>;
  delete(key: readonly SqlParameter[]): Promise<void>;
}

/** The records of a table of a database server. What its columns are is looked up by the first call. */
export class SqlTableStore<Cell extends Buffer | string> implements OldStore {
  private opened: Promise<SqlTable<Cell>> | undefined;

  /** @param keyColumns of the record's key, in the order of its values */
  constructor(
    private readonly keyColumns: readonly string[],
    private readonly open: () => Promise<SqlTable<Cell>>,
  ) {}

  async read(key: RecordKey): Promise<RowObject | undefined> {
    const table = await this.table();
    const rows = await table.select(this.keyOf(table, key));
    const [row, another] = rows;
    if (row === undefined) return undefined;
    const where = `${table.name}, key ${keyText(key)}`;
    if (another) throw new CutoverError(`${where}: several rows have this key`, false);
    const { value, malformed } = keyedRow(table.form, row);
    if (malformed !== undefined) throw new CutoverError(`${where}: ${malformed}`, false);
    return value as RowObject;
  }

  /** An insert would check the columns that the row does not have, even if it ended as an update. */
  async write(key: RecordKey, row: RowObject): Promise<void> {
    const table = await this.table();
    const at = this.keyOf(table, key);
    const others = Object.keys(row).filter((column) => !this.keyColumns.includes(column));
    const values = others.map((column) => table.parameter(column, row[column]));
    if (others.length > 0 && (await table.update(others, values, at)) > 0) return;
    await table.insert([...this.keyColumns, ...others], [...at, ...values], at);
  }

  async delete(key: RecordKey): Promise<void> {
    const table = await this.table();
    await table.delete(this.keyOf(table, key));
  }

  private keyOf(table: SqlTable<Cell>, key: RecordKey): readonly SqlParameter[] {
    const values = keyValues(key, this.keyColumns);
    return this.keyColumns.map((column, index) => table.parameter(column, values[index]));
  }

  private table(): Promise<SqlTable<Cell>> {
    return (this.opened ??= this.open().catch((error: unknown) => {
      this.opened = undefined;
      throw error;
    }));
  }
}

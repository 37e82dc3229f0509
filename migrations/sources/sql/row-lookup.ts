import type { RowValue } from "../../items/row";
import type { FoundRow, RowKey, RowLookup } from "../change-log";
import type { DatabaseConnection } from "./database-dialect";
import type { DatabaseSelection } from "./database-selection";
import { notUnique, shownKey, valuesIn, wrongCursor } from "./key-cursor";
import { keyedRow } from "./decode-row";

/** Connects to a database, in a session that sees what is committed. */
type Connect<Cell> = () => Promise<DatabaseConnection<Cell>>;

/** Reads rows of a table or query by their keys, one statement after the other, on a connection of its own. */
export class DatabaseRowLookup<Cell extends Buffer | string> implements RowLookup {
  private last: Promise<unknown> = Promise.resolve();

  /**
   * @param connection that the selection was made with; `connect` replaces it after it was lost
   * @param shown location of the rows, for messages
   */
  constructor(
    private connection: DatabaseConnection<Cell> | undefined,
    private readonly selection: DatabaseSelection<Cell>,
    private readonly connect: Connect<Cell>,
    private readonly shown: string,
  ) {}

  get keyColumns(): readonly string[] {
    return this.selection.form.keys.map(({ name }) => name);
  }

  keyRow(key: RowKey): RowValue {
    const { keys } = this.selection.form;
    const texts = valuesIn(key, keys.length);
    return Object.fromEntries(
      keys.map(({ name, decodeText }, index) => [name, decodeText(texts[index] as string)]),
    );
  }

  rowsAt(keys: readonly RowKey[]): Promise<readonly FoundRow[]> {
    const found = this.last.then(() => this.find(keys));
    this.last = found.catch(() => undefined);
    return found;
  }

  async close(): Promise<void> {
    await this.last;
    const connection = this.connection;
    this.connection = undefined;
    await connection?.close(true);
  }

  private async find(keys: readonly RowKey[]): Promise<readonly FoundRow[]> {
    if (keys.length === 0) return [];
    const { form, rows } = this.selection;
    const condition = form.atKeys(keys.map((key) => valuesIn(key, form.keys.length)));
    if (condition === undefined) throw wrongCursor(keys.join(", "));
    const sql = `SELECT ${form.cells.join(", ")} FROM ${rows} WHERE ${condition.sql}`;
    const found = await this.ask(sql, condition.values ?? []);
    const byKey = new Map(
      found.map((row) => {
        const { cursor, value, malformed } = keyedRow(form, row);
        return [cursor, { key: cursor, value, ...(malformed !== undefined && { malformed }) }];
      }),
    );
    if (byKey.size < found.length) throw this.severalRows(found.map((row) => keyedRow(form, row).cursor));
    return [...byKey.values()];
  }

  private async ask(sql: string, values: readonly string[]) {
    this.connection ??= await this.connect();
    try {
      return (await this.connection.query(sql, values)).rows;
    } catch (error) {
      const { connection } = this;
      this.connection = undefined;
      await connection.close(false);
      throw error;
    }
  }

  private severalRows(cursors: readonly string[]): Error {
    const twice = cursors.find((cursor, index) => cursors.indexOf(cursor) !== index) as string;
    return notUnique(this.shown, `several rows whose key is ${shownKey(twice)}`);
  }
}

import type { RowValue } from "../../items/row";
import type { FoundRow, RowKey, RowLookup } from "../change-log";
import type { DatabaseConnection } from "./database-dialect";
import type { LookupSelection } from "./database-selection";
import { cursorOf, keyValuesIn, notUnique, shownKey, withoutNull, wrongCursor } from "./key-cursor";
import { keyedRow } from "./decode-row";
import { SharedSession } from "./shared-session";

/** Reads rows of a table or query by their keys, one statement after the other, on a connection of its own. */
export class DatabaseRowLookup<Cell extends Buffer | string> implements RowLookup {
  private last: Promise<unknown> = Promise.resolve();
  private readonly shared: SharedSession<DatabaseConnection<Cell>>;

  /**
   * @param connection that the selection was made with
   * @param connect opens another one after it was lost: a session that sees what is committed
   * @param shown location of the rows, for messages
   */
  constructor(
    connection: DatabaseConnection<Cell>,
    private readonly selection: LookupSelection<Cell>,
    connect: () => Promise<DatabaseConnection<Cell>>,
    private readonly shown: string,
  ) {
    this.shared = new SharedSession(connect, undefined, connection);
  }

  get keyColumns(): readonly string[] {
    return this.selection.form.keys.map(({ name }) => name);
  }

  get uniqueKeys(): readonly (readonly string[])[] {
    return this.selection.uniqueKeys;
  }

  ownKey(key: RowKey): RowKey {
    return cursorOf(this.valuesOf(key).slice(0, this.selection.ownKeys));
  }

  keyRow(key: RowKey): RowValue {
    const { keys } = this.selection.form;
    const texts = this.valuesOf(key);
    return Object.fromEntries(
      keys.map(({ name, decodeText }, index) => {
        const text = texts[index] ?? null;
        return [name, text === null ? null : decodeText(text)];
      }),
    );
  }

  rowsAt(keys: readonly RowKey[]): Promise<readonly FoundRow[]> {
    const found = this.last.then(() => this.find(keys));
    this.last = found.catch(() => undefined);
    return found;
  }

  async close(): Promise<void> {
    await this.last;
    await this.shared.close(true);
  }

  private async find(keys: readonly RowKey[]): Promise<readonly FoundRow[]> {
    if (keys.length === 0) return [];
    const { form, rows, ownKeys, atKeys } = this.selection;
    const values = keys.map((key) => this.valuesOf(key).slice(0, ownKeys));
    const own = new Map(values.map((some) => [cursorOf(some), some]));
    const condition = atKeys([...own].map(([cursor, some]) => withoutNull(some, cursor)));
    if (condition === undefined) throw wrongCursor(keys.join(", "));
    const sql = `SELECT ${form.cells.join(", ")} FROM ${rows} WHERE ${condition.sql}`;
    const { rows: found } = await this.shared.ask((connection) =>
      connection.query(sql, condition.values ?? []),
    );
    const byKey = new Map(
      found.map((row) => {
        const { cursor, value, malformed } = keyedRow(form, row);
        return [cursor, { key: cursor, value, ...(malformed !== undefined && { malformed }) }];
      }),
    );
    if (byKey.size < found.length) throw this.severalRows(found.map((row) => keyedRow(form, row).cursor));
    return [...byKey.values()];
  }

  private valuesOf(key: RowKey): (string | null)[] {
    const { form, ownKeys } = this.selection;
    return keyValuesIn(key, form.keys.length, ownKeys);
  }

  private severalRows(cursors: readonly string[]): Error {
    const twice = cursors.find((cursor, index) => cursors.indexOf(cursor) !== index) as string;
    return notUnique(this.shown, `several rows whose key is ${shownKey(twice)}`);
  }
}

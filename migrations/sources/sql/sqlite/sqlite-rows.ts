import { sqliteCursor, valuesOfCursor } from "./sqlite-cursor";
import type { SqliteConnection, SqliteRow } from "./sqlite-connection";
import { type SqliteSelection, statementOf } from "./sqlite-selection";
import { isCertain, textBytesSql, textFault, textLengthSql } from "./sqlite-text";

/** A row whose text is exactly what the database holds; text that cannot be decoded is bytes, in a malformed row. */
export interface CheckedRow {
  readonly cells: SqliteRow;
  /** Where a reading can resume after this row; `undefined` if it cannot. */
  readonly cursor: string | undefined;
  readonly malformed?: string;
}

/**
 * Reads rows and checks their text. As long as the length of the texts and the characters that arrive leave no doubt,
 * that is all that is asked for; at the first doubt the reading starts again there and asks for the bytes, too.
 */
export class SqliteRows {
  private readonly count: number;
  private readonly columns: readonly string[];

  constructor(
    private readonly connection: SqliteConnection,
    private readonly selection: SqliteSelection,
  ) {
    this.columns = selection.columns.map(({ sql }) => sql);
    this.count = this.columns.length;
  }

  /** @param cursor the rows after it; of a query, the row at it comes again */
  *after(cursor: string | undefined): Generator<CheckedRow, undefined> {
    let start = cursor;
    let seen = 0;
    let isInDoubt = this.connection.encoding !== "UTF-8";
    if (!isInDoubt)
      for (const row of this.read(textLengthSql(this.columns), cursor)) {
        isInDoubt = !isCertain(row, this.count, Number(row[this.count]), this.connection.marksInvalidText);
        if (isInDoubt) break;
        const cursor = this.cursorOf(row);
        yield { cells: row, cursor: cursor };
        seen++;
        if (cursor === undefined) continue;
        start = cursor;
        seen = this.selection.key === undefined ? 0 : 1;
      }
    if (isInDoubt) yield* this.checked(start, seen);
    return undefined;
  }

  /** @param seen how many rows to pass over */
  private *checked(start: string | undefined, seen: number): Generator<CheckedRow> {
    const names = this.selection.columns.map(({ name }) => name);
    for (const row of this.read(textBytesSql(this.columns), start)) {
      if (seen-- > 0) continue;
      const fault = textFault(row, row[this.count] as Uint8Array, this.connection.encoding, names);
      // A key that is not what the database holds leads nowhere.
      yield fault === undefined
        ? { cells: row, cursor: this.cursorOf(row) }
        : { cells: fault.cells, cursor: undefined, malformed: fault.message };
    }
  }

  private read(check: string, cursor: string | undefined): Iterable<SqliteRow> {
    const { afterKey } = this.selection;
    return cursor !== undefined && afterKey !== undefined
      ? this.connection.rows(statementOf(this.selection, check, afterKey), valuesOfCursor(cursor))
      : this.connection.rows(statementOf(this.selection, check));
  }

  private cursorOf(row: SqliteRow): string | undefined {
    return this.selection.afterKey === undefined ? undefined : sqliteCursor(row.slice(this.count + 1));
  }
}

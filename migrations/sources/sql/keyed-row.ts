import { messageOf } from "../../errors";
import type { RowValue } from "../../items/row";
import type { DatabaseForm, DatabaseRow } from "./database-dialect";
import { cursorOf } from "./key-cursor";

/** A row of a database, and its key. */
export interface KeyedRow {
  readonly value: RowValue;
  readonly malformed?: string;
  /** The key's values, from which a later reading can resume. */
  readonly cursor: string;
  /** Whether the database takes its key for that of the row before, however they are written. */
  readonly isTied?: boolean;
}

/** Decodes a row that was selected with {@link DatabaseForm.cells}. */
export function keyedRow<Cell extends Buffer | string>(
  { columns, keys, isTied }: DatabaseForm<Cell>,
  row: DatabaseRow<Cell>,
): KeyedRow {
  const cursor = cursorOf(
    keys.map(({ toText }, index) => {
      const cell = row[columns.length + index] ?? null;
      return cell === null ? null : toText(cell);
    }),
  );
  const key = isTied ? { cursor, isTied: isTied(row) } : { cursor };
  try {
    const cells = columns.map(({ name, decode }, index) => {
      const cell = row[index] ?? null;
      return [name, cell === null ? null : decode(cell)] as const;
    });
    return { value: Object.fromEntries(cells), ...key };
  } catch (error) {
    const texts = columns.map(({ name }, index) => [name, row[index]?.toString() ?? null] as const);
    return { value: Object.fromEntries(texts), malformed: messageOf(error), ...key };
  }
}

import { messageOf } from "../../errors";
import type { DatabaseForm, DatabaseRow } from "./database-dialect";
import { cursorOf } from "./key-cursor";
import type { KeyedRow } from "./keyed-row";

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

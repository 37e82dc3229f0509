import { messageOf } from "../../errors";
import type { DatabaseForm, DatabaseRow } from "./database-dialect";
import { cursorOf } from "./key-cursor";
import type { KeyedRow } from "./keyed-row";

/** The cursor of a row. @param at index of the key's first cell. @default 0 */
export function keyIn<Cell extends Buffer | string>(
  { keys }: Pick<DatabaseForm<Cell>, "keys">,
  row: DatabaseRow<Cell>,
  at = 0,
): string {
  return cursorOf(
    keys.map(({ toText }, index) => {
      const cell = row[at + index] ?? null;
      return cell === null ? null : toText(cell);
    }),
  );
}

/** Decodes a row that was selected with {@link DatabaseForm.cells}. */
export function keyedRow<Cell extends Buffer | string>(
  { columns, keys, isTied }: DatabaseForm<Cell>,
  row: DatabaseRow<Cell>,
): KeyedRow {
  const cursor = keyIn({ keys }, row, columns.length);
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

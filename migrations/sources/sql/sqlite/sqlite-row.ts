import type { RowObject, RowValue } from "../../../items/row";
import type { SqliteValue } from "./sqlite-connection";

/** A row by the names of its columns. @param cells those of the columns come first */
export function rowOf(names: readonly string[], cells: readonly SqliteValue[]): RowObject {
  const row: Record<string, RowValue> = {};
  for (let index = 0; index < names.length; index++) {
    const name = names[index] as string;
    // Assigned, it would be the row's prototype.
    if (name === "__proto__")
      Object.defineProperty(row, name, {
        value: cells[index],
        enumerable: true,
        writable: true,
        configurable: true,
      });
    else row[name] = cells[index];
  }
  return row;
}

import { setOwn } from "../../../items/map-members";
import type { RowObject, RowValue } from "../../../items/row";
import type { SqliteValue } from "./sqlite-connection";

/** A row by the names of its columns. @param cells those of the columns come first */
export function rowOf(names: readonly string[], cells: readonly SqliteValue[]): RowObject {
  const row: Record<string, RowValue> = {};
  for (let index = 0; index < names.length; index++) setOwn(row, names[index] as string, cells[index]);
  return row;
}

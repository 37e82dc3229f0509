import type { RowChange } from "../../../change-log";
import { type BinlogTable, rowKey, type TableReader } from "./binlog-tables";
import type { BinlogEvent, BinlogRow } from "./zongji-driver";

type Kind = RowChange["kind"];

const kinds = new Map<string, Kind>([
  ["WriteRows", "insert"],
  ["UpdateRows", "update"],
  ["DeleteRows", "delete"],
]);

export function isRowsEvent(event: BinlogEvent): boolean {
  return kinds.has(event.getTypeName());
}

/** The changes that a row event says of a table. */
export function changesIn(event: BinlogEvent, table: BinlogTable): RowChange[] {
  const kind = kinds.get(event.getTypeName()) as Kind;
  return (event.rows ?? []).flatMap((row) => {
    const { before, after } = sidesOf(kind, row);
    return table.readers.flatMap((reader) => changesOf(table, reader, before, after));
  });
}

function sidesOf(kind: Kind, row: BinlogRow | { readonly before: BinlogRow; readonly after: BinlogRow }) {
  if (kind === "update") return row as { readonly before: BinlogRow; readonly after: BinlogRow };
  return kind === "insert"
    ? { before: undefined, after: row as BinlogRow }
    : { before: row as BinlogRow, after: undefined };
}

function changesOf(
  table: BinlogTable,
  { entity, key, hasNulls }: TableReader,
  before: BinlogRow | undefined,
  after: BinlogRow | undefined,
): RowChange[] {
  const [old, current] = [before, after].map((row) => row && rowKey(key, row, hasNulls));
  const written = (row: BinlogRow | undefined) => writtenText(table, row);
  if (old !== undefined && old === current)
    return [{ entity, kind: "update", key: old, written: written(after) }];
  const changes: RowChange[] = [];
  if (old !== undefined) changes.push({ entity, kind: "delete", key: old, written: written(before) });
  if (current !== undefined) changes.push({ entity, kind: "insert", key: current, written: written(after) });
  return changes;
}

/** Identifies a row of a table for the barrier; see `RowLocks`. */
function writtenText({ rows, primaryKey }: BinlogTable, row: BinlogRow | undefined): string {
  return JSON.stringify([rows, row && rowKey(primaryKey, row)]);
}

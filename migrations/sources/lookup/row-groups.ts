import {
  compareKeys,
  positionOf,
  putPosition,
  type RecordCursor,
  recordWords,
} from "../../seen-keys/item-record";

/** The records of one key. */
export interface RowGroup {
  /** The first record. */
  readonly head: Uint32Array;
  readonly positions: readonly number[];
}

/** Groups records that are sorted by key and position. */
export function* rowGroups(cursor: RecordCursor): Generator<RowGroup> {
  let head: Uint32Array | undefined;
  let positions: number[] = [];
  while (cursor.next()) {
    const isSame = head && compareKeys({ cells: head, offset: 0 }, cursor) === 0;
    if (head && !isSame) {
      yield { head, positions };
      positions = [];
    }
    if (!isSame) head = cursor.cells.slice(cursor.offset, cursor.offset + recordWords);
    positions.push(positionOf(cursor));
  }
  if (head) yield { head, positions };
}

/** A copy of a record with another position. */
export function withPosition(record: Uint32Array, position: number): Uint32Array {
  const copy = record.slice();
  putPosition({ cells: copy, offset: 0 }, 0, position);
  return copy;
}

import type { Item } from "../../migrations/items/item";
import type { RowObject } from "../../migrations/items/row";
import type { RecordKey } from "../record-key";

/** The store that records move from. Rows have the shape in which the migration's source returns them. */
export interface OldStore {
  /** The current row, read from the primary: never from a replica or a cache. `undefined` if there is none. */
  read(key: RecordKey): Promise<RowObject | undefined>;
  /** Inserts the row, or sets the columns that it has; columns that it does not have keep their value. */
  write(key: RecordKey, row: RowObject): Promise<void>;
  /** Deletes the row; no error if there is none. */
  delete(key: RecordKey): Promise<void>;
  /** Closes what the store itself has opened. */
  close?(): Promise<void>;
}

/**
 * The outcome of {@link NewStore.apply}. `applied-again`: it was applied, but an earlier attempt of a request got no response
 * and may still be carried out, over what is written by then.
 */
export type Applied = "applied" | "applied-again" | "later-epoch";

/** The tables that records move to: all items of a record are read and written together. */
export interface NewStore {
  /** Attribute of the table's time to live: an item that has expired is no difference. */
  readonly timeToLive?: string;
  /** The items that the record has now, by strongly consistent reads, without {@link epochAttribute}. */
  read(key: RecordKey): Promise<readonly Item[]>;
  /**
   * Makes the record's items those given: reads what is there, puts what differs and deletes what is too much.
   * Every write carries the epoch and the condition that no later epoch has written the item.
   *
   * @param assertValid to be called right before each request that writes, since the process may have been stopped after
   * its last one; it throws if the process may no longer write
   * @returns `later-epoch` if the authority has changed since: the caller reads the control and starts again
   */
  apply(key: RecordKey, items: readonly Item[], epoch: number, assertValid?: () => void): Promise<Applied>;
  /** Closes what the store itself has opened. */
  close?(): Promise<void>;
}

/** Attribute of every item written during a cutover. Not compared by verify; removed by `cutover end`. */
export { epochAttribute } from "../../migrations/items/epoch-attribute";

/** Rows ↔ items of one entity, by the migration's own mapping. */
export interface RecordMapping {
  /** The record's key, from a row. */
  keyOf(row: RowObject): RecordKey;
  /** @throws MappingError if the mapping rejects the row */
  itemsOf(row: RowObject): readonly Item[];
  /** The row that items came from; absent if it can neither be derived nor was given. `undefined` for no items. */
  readonly rowOf?: (items: readonly Item[]) => RowObject | undefined;
  /** Columns that {@link rowOf} does not return, since the mapping drops them. */
  readonly droppedColumns: readonly string[];
}

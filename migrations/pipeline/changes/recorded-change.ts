import type { Item } from "../../items/item";
import type { RowValue } from "../../items/row";

/** A change of one item, made only if the item still is as it was before. */
export interface RecordedChange {
  readonly kind: "change";
  /** Counts from 1, in the order in which the changes are made. */
  readonly row: number;
  /** The item's key attributes. */
  readonly key: Item;
  /** The item before the change: `undefined` if it does not exist; `"unknown"` if nothing says what it is. */
  readonly from: Item | undefined | "unknown";
  /** The item after the change; `undefined` if it does not exist. */
  readonly to: Item | undefined;
}

/** A change that cannot be read. */
export interface UnreadableChange {
  readonly kind: "unreadable";
  readonly row: number;
  readonly reason: string;
  readonly value: RowValue;
}

/** Changes that follow each other. */
export interface ChangeChunk {
  readonly changes: readonly (RecordedChange | UnreadableChange)[];
  /** The position after them. */
  readonly cursor: string;
}

import type { TableReader } from "../../dynamodb/reader/table-reader";
import type { Item } from "../../items/item";
import type { TargetTable } from "../../items/target-table";
import type { ReaderSettings } from "../read/entity-reader";
import type { Observer } from "../read/observer";
import type { Difference } from "./difference";
import type { ComparedTable, Sides } from "./sides";

/** What verification takes. */
export interface VerifySettings extends ReaderSettings {
  /** Reads a table, to compare what is in it. */
  readonly readerFor: (table: TargetTable) => TableReader;
  /** The entities to verify; see {@link VerifySettings.limit}. @default all */
  readonly entities?: readonly string[];
  /**
   * Rows of each entity to verify. With this, or without some of a table's entities, only the items of these rows are
   * compared: extra items are not looked for. @default all
   */
  readonly limit?: number | undefined;
  /**
   * Called for every difference as it is found.
   * @param to the table's id, and the key of the item that it differs in; see `keyText`
   * @param items the items that differ: the one that the source makes, the one in the table, or both
   */
  readonly onDifference: (difference: Difference, to: string, key: string, items: readonly Item[]) => void;
  /** Whether source and table are written to meanwhile. @default a table that gains items is refused */
  readonly isLive?: boolean | undefined;
  /** Bytes of expected items held at a time while differing buckets are compared. @default 64 MB */
  readonly compareBytes?: number;
  /** By which items have expired or not. */
  readonly now: () => Date;
  readonly observer: Observer;
  readonly signal?: AbortSignal;
  /** Reads the two sides. @default this process reads both */
  readonly sidesOf?: ((compared: ComparedTable) => Sides) | undefined;
}

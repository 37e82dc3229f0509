import type { Entity } from "../../definition/definition";
import type { Item } from "../../items/item";
import type { TargetTable } from "../../items/target-table";
import type { Tally } from "../read/tally";
import type { BucketDigest } from "./bucket-digest";

/** A table and the entities whose items are compared with it. */
export interface ComparedTable {
  /** Its id. */
  readonly to: string;
  readonly table: TargetTable;
  /** Partition key first. */
  readonly keyNames: readonly string[];
  readonly entities: readonly Entity[];
  /** Whether these are all rows of all its entities, so that every other item is an extra one. */
  readonly isWhole: boolean;
}

/** An item that a row becomes. */
export interface ExpectedItem {
  /** See `keyText`. */
  readonly key: string;
  /** May be parsed at every access. */
  readonly item: Item;
}

/**
 * The two sides of a comparison: the items that the rows become, and those in the table. Both can be read several times,
 * with the same items at every reading.
 */
export interface Sides {
  /** Of the items that the rows become; filled by {@link digest}. */
  readonly source: BucketDigest;
  /** Of the items in the table that are compared; filled by {@link digest}. */
  readonly stored: BucketDigest;
  /** Rows that cannot be in the table, by reason. */
  readonly rejectedBy: Tally["rejectedBy"];
  /** Items in the table that are not compared, since not all rows and entities are. */
  readonly others: number;
  /** Reads both sides once, and shows the progress. @throws RunnerError */
  digest(): Promise<void>;
  /** Reads the items of some buckets again that the rows become, in the order of the rows. @throws RunnerError */
  readExpected(buckets: ReadonlySet<number>, take: (expected: ExpectedItem) => void): Promise<void>;
  /** Reads the compared items of some buckets again that are in the table, in no order. @throws RunnerError */
  readStored(buckets: ReadonlySet<number>, take: (item: Item, key: string) => void): Promise<void>;
  close(): void;
}

import type { Attribute } from "./attribute";
import type { OnDemandLimits } from "./billing";
import type { Capacity } from "./capacity";
import type { KeyPart } from "./index-keys";
import type { Projection } from "./projection";
import type { WarmThroughput } from "./warm-throughput";

/**
 * A global secondary index: the table's items under another key, with capacity of its own.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
 */
export interface GlobalIndex extends OnDemandLimits {
  /**
   * One attribute, or a list of up to four. Changing it replaces the index.
   *
   * More than one needs hashicorp/aws 6.29.0 or later; a query must give a value for each of them.
   */
  readonly partitionKey: KeyPart;
  /**
   * One attribute, or a list of up to four, by which items are sorted one after the other.
   *
   * More than one needs hashicorp/aws 6.29.0 or later.
   *
   * @default no sort key; items with the same partition key are unordered
   */
  readonly sortKey?: KeyPart;
  /** @default "all" */
  readonly projection?: Projection;
  /** Only if the table is provisioned. @default the table's read capacity */
  readonly read?: Capacity;
  /** Only if the table is provisioned. @default the table's write capacity */
  readonly write?: Capacity;
  /** @default chosen by AWS */
  readonly warmThroughput?: WarmThroughput;
}

/**
 * A local secondary index: the table's partitions in another order. It can only be created together with its
 * table, and adding or changing one later replaces the table.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html
 */
export interface LocalIndex {
  /** Must differ from the table's sort key. */
  readonly sortKey: Attribute;
  /** @default "all" */
  readonly projection?: Projection;
}

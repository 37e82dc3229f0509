import type { Consistency } from "../replica/strong-consistency";
import type { Attribute } from "./attribute";
import type { Billing } from "./billing";
import type { Encryption } from "./encryption";
import type { GlobalIndex, LocalIndex } from "./secondary-index";
import type { ImportSource } from "./import-source";
import type { KinesisDestination } from "./kinesis-destination";
import type { ResourceGrant } from "./resource-policy";
import type { StreamView } from "./stream-view";
import type { TableClass } from "./table-class";
import type { TimeToLive } from "./time-to-live";
import type { UnusedKey } from "./unused-key";
import type { WarmThroughput } from "./warm-throughput";

/** The props of a {@link DynamoTable}. The defaults are the safe choices. */
export interface DynamoTableProps {
  /** The table's name in AWS, 3 to 255 characters of A-Z, a-z, 0-9, `_`, `.` and `-`. */
  readonly name: string;
  /** Changing it replaces the table. */
  readonly partitionKey: Attribute;
  /** Changing, adding or removing it replaces the table. @default an item is found by its partition key alone */
  readonly sortKey?: Attribute;
  /** Global secondary indexes by name, at most 20. @default none */
  readonly indexes?: Readonly<Record<string, GlobalIndex>>;
  /** Local secondary indexes by name, at most 5; changing them replaces the table. @default none */
  readonly localIndexes?: Readonly<Record<string, LocalIndex>>;
  /** @default Billing.onDemand() */
  readonly billing?: Billing;
  /**
   * The attribute that holds the epoch second after which an item may be deleted. Removing the property turns
   * expiry off, and so does `{ disabled: "expiresAt" }`. A plan that changes the attribute is refused: turn expiry
   * off first, and name the other attribute an hour later. @default items do not expire
   */
  readonly ttl?: TimeToLive;
  /** @default no stream, or new and old images where there are replicas, which need them */
  readonly stream?: StreamView | false;
  /** How far back the table can be restored, 1 to 35 days; `false` turns it off. @default 35 */
  readonly pointInTimeRecovery?: number | false;
  /** @default Encryption.awsOwned() */
  readonly encryption?: Encryption;
  /**
   * What becomes of the key that was made for the table when the table has another encryption: `keep` or `delete`.
   * @default no plan that deletes the key goes through, unless the table is unprotected
   */
  readonly unusedKey?: UnusedKey;
  /** Whether AWS refuses to delete the table. @default true */
  readonly deletionProtection?: boolean;
  /**
   * Whether Terraform refuses any plan that would delete or replace the table. A plan that deletes the table because
   * it is gone from the configuration is refused if this or `deletionProtection` was on.
   * @default the value of deletionProtection
   */
  readonly preventDestroy?: boolean;
  /** @default "standard" */
  readonly tableClass?: TableClass;
  /** Whether CloudWatch shows the most used and most throttled keys of the table and its global indexes. @default false */
  readonly insights?: boolean;
  /**
   * The regions that have a replica, so that this table is made ready for them: each is added by a
   * `TableReplica`, as a rule from a stack of its own. The replicas of a strongly consistent table come with it.
   * @default none
   */
  readonly replicaRegions?: readonly string[];
  /** Changing it replaces the table; a table that is to become strong has to be empty. @default "eventual" */
  readonly consistency?: Consistency;
  /** The region that keeps the log of a strongly consistent table's writes in place of a third copy. @default none */
  readonly witnessRegion?: string;
  /** The region of the table, which is that of its provider. @default not looked at; needed for strong consistency */
  readonly region?: string;
  /**
   * What the table can take at once, before it has ever been used so much. @default what AWS gives a new table
   */
  readonly warmThroughput?: WarmThroughput;
  /** @default changes go to no Kinesis data stream */
  readonly kinesis?: KinesisDestination;
  /** What others may do by the table's own policy. @default it has none */
  readonly resourcePolicy?: readonly ResourceGrant[];
  /** What a new table is filled with; see `ImportSource` for what it then cannot have yet. @default nothing */
  readonly importFrom?: ImportSource;
  /**
   * Whether Terraform takes over a table of this name that is there, instead of making one. Apply it once with the
   * props that describe the table as it is, and nothing is changed. @default false
   */
  readonly adopt?: boolean;
  /**
   * The address that the table has had in the same state, from which it is moved without being touched: of a
   * hand-written resource `aws_dynamodb_table.posts`, of terraform-aws-modules
   * `module.posts.aws_dynamodb_table.this[0]` (or `.autoscaled[0]`). What hangs on the table is moved by
   * `moveFromFormerId` if the construct's id was changed. @default it is not moved
   */
  readonly movedFrom?: string;
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * The last part of the table's Terraform address, `aws_dynamodb_table.<logicalId>`, after which its scaling is
   * named: `aws_appautoscaling_target.<logicalId>_read`. Once the table is deployed, another one means another table.
   * @default derived from the construct's path
   */
  readonly logicalId?: string;
}

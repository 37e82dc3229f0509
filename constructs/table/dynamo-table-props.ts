import type { Consistency } from "../replica/strong-consistency";
import type { Attribute } from "./attribute";
import type { Billing } from "./billing";
import type { Encryption } from "./encryption";
import type { GlobalIndex, LocalIndex } from "./secondary-index";
import type { ImportSource } from "./import-source";
import type { IndexResources } from "./index-resources";
import type { KinesisDestination } from "./kinesis-destination";
import type { ResourceGrant } from "./resource-policy";
import type { RestoreSource } from "./restore-source";
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
  /** Changing, adding or removing it replaces the table. @default no sort key */
  readonly sortKey?: Attribute;
  /** Global secondary indexes by name, at most 20. @default none */
  readonly indexes?: Readonly<Record<string, GlobalIndex>>;
  /** Local secondary indexes by name, at most 5; changing them replaces the table. @default none */
  readonly localIndexes?: Readonly<Record<string, LocalIndex>>;
  /** @default Billing.onDemand() */
  readonly billing?: Billing;
  /**
   * The TTL attribute: it contains the time, in seconds since 1970, after which DynamoDB deletes an item. Removing
   * the property turns TTL off, and so does `{ disabled: "expiresAt" }`. A plan that changes the attribute is
   * refused: turn TTL off first, and set the new attribute an hour later. @default items do not expire
   */
  readonly ttl?: TimeToLive;
  /** @default no stream, or new and old images if the table has replicas, which require them */
  readonly stream?: StreamView | false;
  /** How far back the table can be restored, 1 to 35 days; `false` turns it off. @default 35 */
  readonly pointInTimeRecovery?: number | false;
  /** @default Encryption.awsOwned() */
  readonly encryption?: Encryption;
  /**
   * Whether the table's own KMS key is kept or deleted if the encryption is changed: `keep` or `delete`.
   * @default a plan that deletes the key is refused, unless the table is unprotected
   */
  readonly unusedKey?: UnusedKey;
  /** Whether AWS refuses to delete the table. @default true */
  readonly deletionProtection?: boolean;
  /**
   * Whether Terraform refuses any plan that would delete or replace the table. A plan that deletes the table
   * because it was removed from the configuration is refused if this property or `deletionProtection` was on.
   * @default the value of deletionProtection
   */
  readonly preventDestroy?: boolean;
  /** @default "standard" */
  readonly tableClass?: TableClass;
  /**
   * Whether CloudWatch Contributor Insights shows the most accessed and most throttled keys of the table and its
   * global indexes.
   *
   * @default false
   */
  readonly insights?: boolean;
  /**
   * Regions of the table's replicas. The property prepares the table (stream, autoscaling, keys). A `TableReplica`,
   * usually in a stack of its own, adds each replica. The replicas of a strongly consistent table are created with
   * the table.
   * @default none
   */
  readonly replicaRegions?: readonly string[];
  /** Changing it replaces the table. Only an empty table can become strongly consistent. @default "eventual" */
  readonly consistency?: Consistency;
  /**
   * The region of the witness of a strongly consistent table, which stores the log of writes instead of a third
   * replica.
   *
   * @default none
   */
  readonly witnessRegion?: string;
  /**
   * The region of the table, which must be the region of its provider.
   *
   * @default not checked; required for strong consistency
   */
  readonly region?: string;
  /**
   * Throughput that the table must support immediately. @default chosen by AWS
   */
  readonly warmThroughput?: WarmThroughput;
  /** @default changes are not sent to a Kinesis data stream */
  readonly kinesis?: KinesisDestination;
  /** Statements of the table's resource policy. @default no resource policy */
  readonly resourcePolicy?: readonly ResourceGrant[];
  /** Files in S3 that a new table is created from. @default nothing */
  readonly importFrom?: ImportSource;
  /**
   * Another table or a backup whose data a new table is created with. Declare the same keys and billing mode as the source
   * has, and no index that it does not have. @default an empty table
   */
  readonly restoreFrom?: RestoreSource;
  /**
   * Whether each global index is a resource of its own, `aws_dynamodb_global_secondary_index`, instead of a block of the
   * table: `true` for new indexes, `adopt` to take over the indexes that the table has under these names. CDK Terrain only;
   * it needs hashicorp/aws 6.44.0, or 6.28.0 as an experiment of the provider. @default blocks of the table
   */
  readonly indexResources?: IndexResources;
  /**
   * Whether Terraform imports an existing table of this name instead of creating one. Declare the table as it is,
   * so that the plan contains no change. @default false
   */
  readonly adopt?: boolean;
  /**
   * The table's former address in the same state, from which it is moved without a change: of a hand-written
   * resource `aws_dynamodb_table.posts`, of terraform-aws-modules `module.posts.aws_dynamodb_table.this[0]` (or
   * `.autoscaled[0]`). If the construct's id was changed, the function `moveFromFormerId` also moves the dependent
   * resources. @default the table is not moved
   */
  readonly movedFrom?: string;
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * The last part of the table's Terraform address, `aws_dynamodb_table.<logicalId>`, also used for its scaling:
   * `aws_appautoscaling_target.<logicalId>_read`. Changing it after the first apply replaces the table.
   * @default derived from the construct's path
   */
  readonly logicalId?: string;
}

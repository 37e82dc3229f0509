import type { ITerraformDependable } from "cdktf";
import type { DynamoTableProps } from "../table/dynamo-table-props";
import type { AutoscaledCapacity } from "../table/capacity";
import type { ResourceGrant } from "../table/resource-policy";
import type { TableClass } from "../table/table-class";
import type { TableReference } from "../table/table-reference";

/** The props of a {@link TableReplica}. Settings that AWS does not synchronize are copied from the table. */
export interface TableReplicaProps {
  /**
   * Props of the table, whose `replicaRegions` must include this region; or a reference to a table of another stack
   * with `partitionKey`, the keys of its indexes and `replicaRegions`.
   */
  readonly table: DynamoTableProps | TableReference;
  /** The region of the table. */
  readonly primaryRegion: string;
  /** The region of the replica, which must be that of the stack's provider. */
  readonly region: string;
  /** ARN of the table. @default built from its name and region and the account that the stack is applied in */
  readonly globalTableArn?: string;
  /**
   * ARN of a KMS key in the replica's region, if the table has a customer-managed KMS key. Changing it replaces
   * the replica. @default the table's `replicaKeyArns` of this region, or else a key that is created for this replica
   */
  readonly keyArn?: string;
  /** Whether the replica has point-in-time recovery. @default that of the table */
  readonly pointInTimeRecovery?: boolean;
  /** @default that of the table */
  readonly deletionProtection?: boolean;
  /** Whether Terraform refuses to delete or replace the replica. @default that of the table */
  readonly preventDestroy?: boolean;
  /**
   * Autoscaling of the replica's read capacity. Its write capacity is always that of the table.
   *
   * @default that of the table
   */
  readonly read?: AutoscaledCapacity;
  /** @default the class of the table when the replica is created */
  readonly tableClass?: TableClass;
  /** @default that of the table */
  readonly insights?: boolean;
  /** Statements of the replica's resource policy. @default that of the table */
  readonly resourcePolicy?: readonly ResourceGrant[];
  /** @default those of the table */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * Resources that must be created first. For a provisioned table in the same stack, pass
   * `table.autoscaling.writePolicies`, because its writes must already be autoscaled. Between stacks, use
   * `addDependency`. @default nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
  /** The last part of its address, `aws_dynamodb_table_replica.<logicalId>`. @default derived from the path */
  readonly logicalId?: string;
}

/** The props of a replica whose table is known by its own props. */
export interface KnownReplicaProps extends TableReplicaProps {
  readonly table: DynamoTableProps;
}

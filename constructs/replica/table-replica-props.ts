import type { ITerraformDependable } from "cdktf";
import type { DynamoTableProps } from "../table/dynamo-table-props";
import type { AutoscaledCapacity } from "../table/capacity";
import type { ResourceGrant } from "../table/resource-policy";
import type { TableClass } from "../table/table-class";
import type { TableReference } from "../table/table-reference";

/** The props of a {@link TableReplica}. What AWS does not keep in step by itself is taken over from the table. */
export interface TableReplicaProps {
  /**
   * The table's own props, with this region among its `replicaRegions`; or a reference to a table that another stack
   * defines, with its `partitionKey`, its indexes' keys and its `replicaRegions`.
   */
  readonly table: DynamoTableProps | TableReference;
  /** The region of the table. */
  readonly primaryRegion: string;
  /** The region of the replica, which must be that of the stack's provider. */
  readonly region: string;
  /** ARN of the table. @default built from its name and region and the account that the stack is applied in */
  readonly globalTableArn?: string;
  /**
   * ARN of a key in the replica's region, where the table has a customer-managed KMS key. Changing it replaces
   * the replica. @default the table's `replicaKeyArns` of this region, or else a key made for this replica
   */
  readonly keyArn?: string;
  /** Whether the replica can be restored by itself. @default whether the table can */
  readonly pointInTimeRecovery?: boolean;
  /** @default that of the table */
  readonly deletionProtection?: boolean;
  /** Whether Terraform refuses to delete or replace the replica. @default that of the table */
  readonly preventDestroy?: boolean;
  /** The scaling of the replica's reads; its writes always follow the table's. @default that of the table */
  readonly read?: AutoscaledCapacity;
  /** @default the class that the table has when the replica is made */
  readonly tableClass?: TableClass;
  /** @default that of the table */
  readonly insights?: boolean;
  /** What others may do by the replica's own policy. @default that of the table */
  readonly resourcePolicy?: readonly ResourceGrant[];
  /** @default those of the table */
  readonly tags?: Readonly<Record<string, string>>;
  /**
   * What must be there first. A provisioned table that stands in the same stack must already scale its writes:
   * give `table.autoscaling.writePolicies`. Between stacks, `addDependency` says it. @default nothing
   */
  readonly dependsOn?: readonly ITerraformDependable[];
  /** The last part of its address, `aws_dynamodb_table_replica.<logicalId>`. @default derived from the path */
  readonly logicalId?: string;
}

/** The props of a replica whose table is known by its own props. */
export interface KnownReplicaProps extends TableReplicaProps {
  readonly table: DynamoTableProps;
}

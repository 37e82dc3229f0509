import type { Attribute } from "./attribute";
import type { DynamoTableProps } from "./dynamo-table-props";
import type { GlobalIndex } from "./secondary-index";

/** The settings of a table that another stack or account defines, as far as they are known. */
export interface TableReferenceSettings extends Pick<
  DynamoTableProps,
  "billing" | "consistency" | "replicaRegions" | "ttl"
> {
  /** The region of the table. @default the region in its ARN, otherwise the region of the stack */
  readonly region?: string;
  /** The account of the table, 12 digits. @default the account in its ARN, otherwise the account of the stack */
  readonly account?: string;
  /** ARN of the customer-managed KMS key that encrypts the table. @default a key that AWS owns or manages */
  readonly kmsKeyArn?: string;
  /** ARNs of the customer-managed KMS keys of the replicas, by region. @default none */
  readonly replicaKeyArns?: Readonly<Record<string, string>>;
  /** ARN of the table's stream. @default unknown */
  readonly streamArn?: string;
  /** The view of the table's stream; `false` if no resource policy. @default unknown */
  readonly stream?: DynamoTableProps["stream"];
  /**
   * The global secondary indexes: their names, or, for replicas, their keys and capacity by name. Alarms and
   * dashboards
   * show the indexes that are named. @default unknown; a grant then includes every index
   */
  readonly indexes?: readonly string[] | Readonly<Record<string, GlobalIndex>>;
  /** The names of the local secondary indexes. @default unknown; a grant then includes every index */
  readonly localIndexes?: readonly string[];
  /** The partition key; needed for a replica only. @default unknown */
  readonly partitionKey?: Attribute;
  /** The sort key; needed for a replica only. @default none */
  readonly sortKey?: Attribute;
}

/** Everything that is known of a table that another stack or account defines: its ARN or its name, at least. */
export interface TableAttributes extends TableReferenceSettings {
  /** ARN of the table, `arn:aws:dynamodb:<region>:<account>:table/<name>`. @default built from the name */
  readonly arn?: string;
  /** The name of the table in AWS. @default the name in the ARN */
  readonly name?: string;
}

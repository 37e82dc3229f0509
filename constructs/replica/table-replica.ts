import { DataAwsDynamodbTable } from "@cdktf/provider-aws/lib/data-aws-dynamodb-table";
import { DynamodbTableReplicaA } from "@cdktf/provider-aws/lib/dynamodb-table-replica";
import type { Construct } from "constructs";
import { scaledDimensions } from "../autoscaling/scaled-dimension";
import { TableAutoscaling } from "../autoscaling/table-autoscaling";
import { AwsAccount } from "../account/aws-account";
import { ProtectedResources } from "../lifecycle/protected-resources";
import { refuse } from "../rules/refuse";
import { Billing } from "../table/billing";
import { keyConditions } from "../table/encryption-conditions";
import { EncryptionKey } from "../table/encryption-key";
import { tableKeyAlias } from "../table/encryption-key-alias";
import { connectKinesis } from "../table/kinesis-destination";
import { addResourcePolicy } from "../table/resource-policy";
import { tableClassName } from "../table/table-class";
import type { AutoscaledCapacity } from "../table/capacity";
import type { DynamoTableProps } from "../table/dynamo-table-props";
import { MeasuredTable } from "../table/measured-table";
import { describeTable, type TableDescriptor } from "../table/table-descriptor";
import { TableInsights } from "../table/table-insights";
import { holdTableLocation } from "../table/table-location";
import { TableReference } from "../table/table-reference";
import { isProtected } from "../table/table-resource";
import { leaveKey } from "../table/unused-key";
import { replicaViolations } from "./replica-rules";
import { knownReplica } from "./referenced-replica";
import type { KnownReplicaProps, TableReplicaProps } from "./table-replica-props";

/**
 * A table's replica in the region of the stack that it stands in. It reads no other stack's state: the table
 * is referred to by an ARN that is built from its name.
 *
 * @example
 * new TableReplica(this, "posts", { table: posts, primaryRegion: "us-east-1", region: "us-west-2" });
 */
export class TableReplica extends MeasuredTable {
  /** The underlying resource, for what this construct does not cover. */
  readonly resource: DynamodbTableReplicaA;
  /** ARN of the customer-managed KMS key that encrypts the replica; null for a key that AWS owns or manages. */
  readonly kmsKeyArn: string | null;
  private readonly deployed: DataAwsDynamodbTable;
  private readonly props: KnownReplicaProps;

  /** @throws Error that lists every rule that the props break */
  constructor(scope: Construct, id: string, given: TableReplicaProps) {
    refuse("TableReplica", scope, id, replicaViolations(given));
    super(scope, id);
    // A reference whose keys are unknown has just been refused.
    const props = knownReplica(given) as KnownReplicaProps;
    this.props = props;
    this.holdAccount(given.table);
    this.kmsKeyArn = this.chooseKey();
    this.resource = this.makeReplica();
    if (props.logicalId !== undefined) this.resource.overrideLogicalId(props.logicalId);
    this.protect();
    // The replica's resource does not tell its stream.
    this.deployed = new DataAwsDynamodbTable(this, "Deployed", {
      name: props.table.name,
      dependsOn: [this.resource],
    });
    this.scaleReads();
    this.connectKinesis();
    addResourcePolicy(this, "ResourcePolicy", this.arn, props.resourcePolicy ?? props.table.resourcePolicy);
    if (props.insights ?? props.table.insights) this.watchContributors();
  }

  /** The name in AWS: that of the table. */
  get tableName(): string {
    return this.props.table.name;
  }

  /** ARN of the replica. */
  get arn(): string {
    return this.resource.arn;
  }

  /** ARN of the stream of the replica itself. */
  get streamArn(): string {
    return this.deployed.streamArn;
  }

  /** Description of the replica for other programs, as the value of a Terraform output. */
  describe(): TableDescriptor {
    return describeTable(withReads(this.props.table, this.props.read), {
      arn: this.arn,
      streamArn: this.streamArn,
      kmsKeyArn: this.kmsKeyArn,
    });
  }

  private holdAccount(table: TableReplicaProps["table"]): void {
    if (!(table instanceof TableReference)) return;
    const { account } = table.location;
    holdTableLocation(this, { use: "replicas", table: table.tableName, location: { account } });
  }

  private makeReplica(): DynamodbTableReplicaA {
    const { table, ...own } = this.props;
    const isRecoverable = own.pointInTimeRecovery ?? (table.pointInTimeRecovery ?? 35) !== false;
    const isKept = own.deletionProtection ?? isProtected(table);
    const tags = own.tags ?? table.tags;
    return new DynamodbTableReplicaA(this, "Resource", {
      globalTableArn: own.globalTableArn ?? this.tableArn(),
      kmsKeyArn: this.kmsKeyArn ?? undefined,
      pointInTimeRecovery: isRecoverable,
      deletionProtectionEnabled: isKept,
      tableClassOverride: own.tableClass && tableClassName(own.tableClass),
      tags: tags && { ...tags },
      dependsOn: own.dependsOn && [...own.dependsOn],
      lifecycle: {
        preventDestroy: own.preventDestroy ?? table.preventDestroy ?? isKept,
        postcondition: keyConditions(() => this, table, "self.kms_key_arn"),
      },
    });
  }

  private protect(): void {
    const { table, preventDestroy, deletionProtection } = this.props;
    const isKept = deletionProtection ?? isProtected(table);
    const address = `aws_dynamodb_table_replica.${this.resource.friendlyUniqueId}`;
    ProtectedResources.of(this).add(address, isKept || (preventDestroy ?? table.preventDestroy ?? false));
  }

  private tableArn(): string {
    const { primaryRegion, table } = this.props;
    return AwsAccount.of(this).arn("dynamodb", primaryRegion, `table/${table.name}`);
  }

  private chooseKey(): string | null {
    const { table, keyArn, region, deletionProtection, preventDestroy } = this.props;
    const encryption = table.encryption?.kind === "customer-managed" ? table.encryption : undefined;
    const given = keyArn ?? encryption?.replicaKeyArns?.[region];
    if (encryption === undefined || given !== undefined) {
      if (table.unusedKey !== undefined) leaveKey(this, "Key", table.unusedKey);
      return given ?? null;
    }
    const key = new EncryptionKey(this, "Key", {
      alias: tableKeyAlias(table),
      preventDestroy: preventDestroy ?? table.preventDestroy ?? deletionProtection ?? isProtected(table),
      tags: this.props.tags ?? table.tags,
    });
    return key.arn;
  }

  /** Writes are kept in step by AWS; how many reads a region has is its own affair. */
  private scaleReads(): void {
    const table = withReads(this.props.table, this.props.read);
    const scaled = { billing: table.billing, indexes: table.indexes };
    if (!scaledDimensions(scaled).some(({ kind }) => kind === "read")) return;
    new TableAutoscaling(this, "Autoscaling", {
      table: scaled,
      tableName: table.name,
      kinds: ["read"],
      dependsOn: [this.resource],
    });
  }

  private connectKinesis(): void {
    const { table, region } = this.props;
    const streamArn = table.kinesis?.replicaStreamArns?.[region];
    if (streamArn === undefined) return;
    const { precision } = table.kinesis ?? {};
    connectKinesis(this, "Kinesis", {
      tableName: table.name,
      streamArn,
      precision,
      dependsOn: [this.resource],
    });
  }

  private watchContributors(): void {
    new TableInsights(this, "Insights", {
      tableName: this.props.table.name,
      indexNames: Object.keys(this.props.table.indexes ?? {}),
      dependsOn: [this.resource],
    });
  }
}

/** A table as it is in a region whose replica has reads of its own. */
export function withReads(table: DynamoTableProps, read: AutoscaledCapacity | undefined): DynamoTableProps {
  if (read === undefined || table.billing?.mode !== "provisioned") return table;
  return { ...table, billing: Billing.provisioned({ ...table.billing, read }) };
}

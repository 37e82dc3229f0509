import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import type { TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { LiveCapacity } from "../autoscaling/live-capacity";
import { ScaledCapacity } from "../autoscaling/scaled-capacity";
import { type ScaledDimension, scaledDimensions } from "../autoscaling/scaled-dimension";
import { followAddress } from "../lifecycle/former-address";
import { ProtectedResources } from "../lifecycle/protected-resources";
import { refuse } from "../rules/refuse";
import type { DynamoTableProps } from "./dynamo-table-props";
import { writeKeySchemas } from "./index-keys";
import { areResources, inlineIndexes, scaledInline } from "./inline-indexes";
import { keySchemaCondition } from "./key-schema-condition";
import { connectKinesis } from "./kinesis-destination";
import { addResourcePolicy } from "./resource-policy";
import { resourceReference } from "./resource-reference";
import { restoreBackup } from "./restored-table";
import { adoptTable } from "./table-adoption";
import { TableBase } from "./table-base";
import { type TableDescriptor, describeTable } from "./table-descriptor";
import { TableEncryption } from "./table-encryption";
import { TableIndexes } from "./table-indexes";
import { TableInsights } from "./table-insights";
import { tableConditions } from "./table-conditions";
import { holdTableSettings } from "./table-held-settings";
import { isProtected, isReadLive, type LiveUnits, streamOf, tableResource } from "./table-resource";
import { tableViolations } from "./table-rules";

/**
 * A DynamoDB table. By default it is on-demand, can be restored to any second of the last 35
 * days, is encrypted, and neither AWS nor Terraform will delete it.
 *
 * @example
 * new DynamoTable(this, "posts", {
 *   name: "forum-prod-posts",
 *   partitionKey: Attribute.string("postId"),
 *   sortKey: Attribute.string("threadId"),
 *   indexes: { ThreadIndex: { partitionKey: Attribute.string("threadId") } },
 * });
 */
export class DynamoTable extends TableBase {
  /** The underlying resource, for what this construct does not cover. */
  readonly resource: DynamodbTable;
  /** ARN of the customer-managed KMS key that encrypts the table; null for a key that AWS owns or manages. */
  readonly kmsKeyArn: string | null;
  /** The global indexes that are resources of their own. */
  readonly indexes: readonly TerraformResource[];
  /** The autoscaling of its capacity; null if all of it is fixed or on-demand. */
  readonly autoscaling: ScaledCapacity | null;

  /** @throws Error that lists every rule that the props break */
  constructor(
    scope: Construct,
    id: string,
    /** The props as they were given; replicas, alarms and dashboards take them. */
    readonly props: DynamoTableProps,
  ) {
    refuse("DynamoTable", scope, id, tableViolations(props));
    super(scope, id);
    const encryption = new TableEncryption(this, props);
    this.kmsKeyArn = encryption.kmsKeyArn;
    const scaled = scaledDimensions(props);
    const inline = scaledInline(props, scaled);
    const settings = tableResource(props, {
      serverSideEncryption: encryption.setting(),
      postcondition: [
        ...(encryption.conditions() ?? []),
        ...tableConditions(props, inline),
        keySchemaCondition(props),
      ],
      scaled: inline,
      liveUnits: this.liveUnits(inline),
    });
    this.resource = new DynamodbTable(this, "Resource", settings);
    writeKeySchemas(this.resource, inlineIndexes(props));
    restoreBackup(this, this.resource, props);
    if (props.logicalId !== undefined) this.resource.overrideLogicalId(props.logicalId);
    this.protect();
    this.takeOver();
    this.indexes = areResources(props)
      ? new TableIndexes(this, "Indexes", { resource: this.resource, props, scaled }).resources
      : [];
    this.autoscaling =
      scaled.length === 0
        ? null
        : new ScaledCapacity(this, "Autoscaling", {
            dimensions: scaled,
            tableName: resourceReference(this.resource, "name"),
            dependsOn: this.madeFirst,
            logicalId: this.resource.friendlyUniqueId,
          });
    if (props.kinesis) {
      const { streamArn, precision } = props.kinesis;
      connectKinesis(this, "Kinesis", { tableName: this.tableName, streamArn, precision });
    }
    if (props.resourcePolicy !== undefined)
      addResourcePolicy(this, "ResourcePolicy", this.arn, props.resourcePolicy);
    if (props.insights) this.watchContributors();
  }

  /** The name in AWS. A reference through this attribute makes Terraform create the table first. */
  get tableName(): string {
    return this.resource.name;
  }

  /** ARN of the table. A reference through this attribute makes Terraform create the table first. */
  get arn(): string {
    return this.resource.arn;
  }

  /** ARN of the current stream; null without a stream. */
  get streamArn(): string | null {
    return streamOf(this.props) === false ? null : this.resource.streamArn;
  }

  /** Description of the table for other programs, as the value of a Terraform output. */
  describe(): TableDescriptor {
    return describeTable(this.props, {
      arn: this.arn,
      streamArn: this.streamArn,
      kmsKeyArn: this.kmsKeyArn,
    });
  }

  /** What the scaling and the insights of indexes depend on. */
  private get madeFirst(): readonly TerraformResource[] | undefined {
    return this.indexes.length === 0 ? undefined : this.indexes;
  }

  private liveUnits(scaled: readonly ScaledDimension[]): LiveUnits | undefined {
    if (!scaled.some((dimension) => isReadLive(this.props, dimension))) return undefined;
    const live = new LiveCapacity(this, "IndexCapacity", this.props.name);
    return (dimension) => live.units(dimension);
  }

  private get address(): string {
    return `aws_dynamodb_table.${this.resource.friendlyUniqueId}`;
  }

  private protect(): void {
    const { props, address } = this;
    ProtectedResources.of(this).add(address, isProtected(props) || props.preventDestroy === true);
    holdTableSettings(this, address, props);
  }

  private takeOver(): void {
    const { adopt, movedFrom, name } = this.props;
    if (adopt) adoptTable(this, this.address, name);
    if (movedFrom === undefined) return;
    this.resource.moveFromId(movedFrom);
    followAddress(this, movedFrom, this.address);
  }

  private watchContributors(): void {
    new TableInsights(this, "Insights", {
      tableName: this.tableName,
      indexNames: Object.keys(this.props.indexes ?? {}),
      dependsOn: this.madeFirst,
    });
  }
}

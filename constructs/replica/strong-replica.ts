import { DataAwsDynamodbTable } from "@cdktf/provider-aws/lib/data-aws-dynamodb-table";
import type { Construct } from "constructs";
import { refuse } from "../rules/refuse";
import { type Violation, violationIf, within } from "../rules/violation";
import type { DynamoTableProps } from "../table/dynamo-table-props";
import { MeasuredTable } from "../table/measured-table";
import { connectKinesis } from "../table/kinesis-destination";
import { addResourcePolicy } from "../table/resource-policy";
import { describeTable, type TableDescriptor } from "../table/table-descriptor";
import { TableInsights } from "../table/table-insights";
import { tableViolations } from "../table/table-rules";
import { regionViolations } from "./region-rules";

/** The props of a {@link StrongReplica}. */
export interface StrongReplicaProps {
  /** Props of the strongly consistent table. Its `replicaRegions` must include this region. */
  readonly table: DynamoTableProps;
  /** The region of the replica, which must be that of the stack's provider. */
  readonly region: string;
  /** @default that of the table */
  readonly insights?: boolean;
}

/**
 * A strongly consistent table's replica, in the stack of its own region. The replica itself comes with its table
 * (Terraform offers nothing else); here is what AWS does not carry over, and what other programs need to know.
 *
 * @example
 * new StrongReplica(this, "posts", { table: posts, region: "us-east-2" });
 */
export class StrongReplica extends MeasuredTable {
  private readonly deployed: DataAwsDynamodbTable;

  /** @throws Error that lists every rule that the props break */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: StrongReplicaProps,
  ) {
    refuse("StrongReplica", scope, id, strongReplicaViolations(props));
    super(scope, id);
    const { table, region } = props;
    this.deployed = new DataAwsDynamodbTable(this, "Deployed", { name: table.name });
    if (props.insights ?? table.insights) {
      const indexNames = Object.keys(table.indexes ?? {});
      new TableInsights(this, "Insights", { tableName: table.name, indexNames });
    }
    const streamArn = table.kinesis?.replicaStreamArns?.[region];
    if (streamArn !== undefined) {
      connectKinesis(this, "Kinesis", {
        tableName: table.name,
        streamArn,
        precision: table.kinesis?.precision,
      });
    }
    addResourcePolicy(this, "ResourcePolicy", this.arn, table.resourcePolicy);
  }

  /** The name in AWS: that of the table. */
  get tableName(): string {
    return this.props.table.name;
  }

  /** ARN of the replica. */
  get arn(): string {
    return this.deployed.arn;
  }

  /** ARN of the customer-managed KMS key that encrypts the replica; null for a key that AWS owns or manages. */
  get kmsKeyArn(): string | null {
    const isOwn = this.props.table.encryption?.kind === "customer-managed";
    return isOwn ? this.deployed.serverSideEncryption.kmsKeyArn : null;
  }

  /** Description of the replica for other programs, as the value of a Terraform output. */
  describe(): TableDescriptor {
    const { arn, kmsKeyArn, deployed } = this;
    const streamArn = this.props.table.stream ? deployed.streamArn : null;
    return describeTable(this.props.table, { arn, streamArn, kmsKeyArn });
  }
}

/** Every rule that a strongly consistent replica's props break, those of its table included. */
export function strongReplicaViolations({ table, region }: StrongReplicaProps): Violation[] {
  return [
    ...within(["table"], tableViolations(table)),
    ...regionViolations(["region"], region),
    ...violationIf(
      table.consistency !== "strong",
      "replica-consistency",
      ["table", "consistency"],
      "must be strong; the replica of another table is a TableReplica",
    ),
  ];
}

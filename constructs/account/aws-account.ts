import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { DataAwsRegion } from "@cdktf/provider-aws/lib/data-aws-region";
import { TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { requireOwnApp } from "../framework/own-app";

const id = "account";

/**
 * The account and partition that a stack is applied in, as values known at apply. ARNs of things in other
 * stacks are built from it, so that no stack reads another one's state.
 */
export class AwsAccount extends Construct {
  private readonly identity: DataAwsCallerIdentity;
  private readonly location: DataAwsPartition;

  private constructor(stack: Construct) {
    super(stack, id);
    requireOwnApp("AwsAccount", stack);
    this.identity = new DataAwsCallerIdentity(this, "identity");
    this.location = new DataAwsPartition(this, "partition");
  }

  /** The account of a construct's stack; one instance per stack. */
  static of(scope: Construct): AwsAccount {
    const stack = TerraformStack.of(scope);
    return (stack.node.tryFindChild(id) as AwsAccount | undefined) ?? new AwsAccount(stack);
  }

  /** Twelve digits. */
  get accountId(): string {
    return this.identity.accountId;
  }

  /** `aws`, `aws-cn` or `aws-us-gov`. */
  get partition(): string {
    return this.location.partition;
  }

  /** The region of the stack's provider, such as `us-east-1`. */
  get region(): string {
    return this.regionData().id;
  }

  /** Refers to the account inside a Terraform expression: without `${}`. */
  get accountReference(): string {
    return `data.aws_caller_identity.${this.identity.friendlyUniqueId}.account_id`;
  }

  /** Refers to the region inside a Terraform expression: without `${}`. */
  get regionReference(): string {
    return `data.aws_region.${this.regionData().friendlyUniqueId}.id`;
  }

  /** Created on first use, since most stacks name their region themselves. */
  private regionData(): DataAwsRegion {
    const existing = this.node.tryFindChild("region") as DataAwsRegion | undefined;
    return existing ?? new DataAwsRegion(this, "region");
  }

  /** The ARN of something in this account: `arn:aws:dynamodb:us-west-2:123456789012:table/Posts`. */
  arn(service: string, region: string, resource: string): string {
    return `arn:${this.partition}:${service}:${region}:${this.accountId}:${resource}`;
  }
}

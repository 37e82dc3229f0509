import type { TableGrant } from "../access/table-grant";

/** The props of a {@link DaxCluster}. */
export interface DaxClusterProps {
  /** 1 to 20 of a-z, 0-9 and `-`, beginning with a letter, without `--` and `-` at the end; changing it replaces the cluster. */
  readonly name: string;
  /** Such as `dax.r5.large`; changing it replaces the cluster. */
  readonly nodeType: string;
  /** 1, or 3 to 10 so that one can fail. @default 3 */
  readonly nodes?: number;
  /** `subnet-…` of one VPC, at least one; best in as many zones as there are nodes. */
  readonly subnetIds: readonly string[];
  /** `sg-…` that let port 9111 in. @default the VPC's default security group */
  readonly securityGroupIds?: readonly string[];
  /** What the cluster may do, for everybody who may use the cluster. */
  readonly grants: readonly TableGrant[];
  /** ARN of a topic that is told of events of the cluster. @default nobody is told */
  readonly notifyTopicArn?: string;
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}

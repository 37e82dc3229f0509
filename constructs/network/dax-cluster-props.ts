import type { TableGrant } from "../access/table-grant";

/** The props of a {@link DaxCluster}. */
export interface DaxClusterProps {
  /**
   * 1 to 20 of a-z, 0-9 and `-`, starting with a letter, without `--` and without `-` at the end; changing it
   * replaces the cluster.
   */
  readonly name: string;
  /** Such as `dax.r5.large`; changing it replaces the cluster. */
  readonly nodeType: string;
  /** 1, or 3 to 10 so that one can fail. @default 3 */
  readonly nodes?: number;
  /** At least one `subnet-…` of one VPC, preferably in one Availability Zone per node. */
  readonly subnetIds: readonly string[];
  /** `sg-…` that allow inbound traffic on port 9111. @default the VPC's default security group */
  readonly securityGroupIds?: readonly string[];
  /** Access of the cluster's role. Every client of the cluster has this access. */
  readonly grants: readonly TableGrant[];
  /** ARN of a topic that receives the cluster's events. @default no notifications */
  readonly notifyTopicArn?: string;
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}

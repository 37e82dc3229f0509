import { DaxCluster as Cluster } from "@cdktf/provider-aws/lib/dax-cluster";
import { DaxSubnetGroup } from "@cdktf/provider-aws/lib/dax-subnet-group";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { merged } from "../access/policy-statement";
import { grantStatements, type TableGrant } from "../access/table-grant";
import { AwsAccount } from "../account/aws-account";
import { refuse } from "../rules/refuse";
import { daxViolations } from "./dax-rules";

/** What a {@link DaxCluster} is. */
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

/**
 * A cache before DynamoDB in a VPC, encrypted at rest and on the wire, with its role and its subnets. Clients
 * need the DAX client and `daxs://` endpoints.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/DAX.html
 */
export class DaxCluster extends Construct {
  /** The underlying resource, for what this construct does not cover. */
  readonly resource: Cluster;
  /** The role that the cluster reads and writes the tables with. */
  readonly role: IamRole;

  /** @throws Error that lists every rule that the props break */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: DaxClusterProps,
  ) {
    refuse("DaxCluster", scope, id, daxViolations(props));
    super(scope, id);
    this.role = this.makeRole();
    const subnets = new DaxSubnetGroup(this, "Subnets", {
      name: props.name,
      subnetIds: [...props.subnetIds],
    });
    this.resource = new Cluster(this, "Resource", {
      clusterName: props.name,
      nodeType: props.nodeType,
      replicationFactor: props.nodes ?? 3,
      iamRoleArn: this.role.arn,
      subnetGroupName: subnets.name,
      securityGroupIds: props.securityGroupIds && [...props.securityGroupIds],
      notificationTopicArn: props.notifyTopicArn,
      serverSideEncryption: { enabled: true },
      clusterEndpointEncryptionType: "TLS",
      tags: props.tags && { ...props.tags },
    });
  }

  /** `daxs://…`, what clients connect to. */
  get endpoint(): string {
    return `daxs://${this.resource.clusterAddress}`;
  }

  private makeRole(): IamRole {
    const { name, grants, tags } = this.props;
    const account = AwsAccount.of(this);
    const role = new IamRole(this, "Role", {
      name: `${name}-dax`,
      assumeRolePolicy: trustPolicy(account),
      tags: tags && { ...tags },
    });
    const statements = merged(grants.flatMap((grant) => grantStatements(grant, account)));
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: statements });
    new IamRolePolicy(this, "Tables", { role: role.name, name: "dynamodb-tables", policy });
    return role;
  }
}

function trustPolicy(account: AwsAccount): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "dax.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": account.accountId } },
      },
    ],
  });
}

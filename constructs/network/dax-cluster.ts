import { DaxCluster as Cluster } from "@cdktf/provider-aws/lib/dax-cluster";
import { DaxSubnetGroup } from "@cdktf/provider-aws/lib/dax-subnet-group";
import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { IamRolePolicy } from "@cdktf/provider-aws/lib/iam-role-policy";
import { Construct } from "constructs";
import { merged } from "../access/policy-statement";
import { grantStatements } from "../access/table-grant";
import { AwsAccount } from "../account/aws-account";
import { refuse } from "../rules/refuse";
import { daxViolations } from "./dax-rules";
import type { DaxClusterProps } from "./dax-cluster-props";

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

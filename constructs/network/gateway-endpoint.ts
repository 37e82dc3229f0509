import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { Construct } from "constructs";
import { AwsAccount } from "../account/aws-account";
import { refuse } from "../rules/refuse";
import { endpointViolations } from "./endpoint-rules";
import type { GatewayEndpointProps } from "./gateway-endpoint-props";

/**
 * A way from a VPC to DynamoDB that does not lead through the internet, and costs nothing. Its policy lets
 * nothing out of the VPC into tables of other accounts.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-ddb.html
 *
 * @example
 * new GatewayEndpoint(this, "endpoint", { region: "us-east-1", vpcId: "vpc-0abc", routeTableIds: ["rtb-0abc"] });
 */
export class GatewayEndpoint extends Construct {
  /** The underlying resource, for what this construct does not cover. */
  readonly resource: VpcEndpoint;

  /** @throws Error that lists every rule that the props break */
  constructor(scope: Construct, id: string, props: GatewayEndpointProps) {
    refuse("GatewayEndpoint", scope, id, endpointViolations(props));
    super(scope, id);
    const { region, vpcId, routeTableIds, tags } = props;
    this.resource = new VpcEndpoint(this, "Resource", {
      vpcId,
      serviceName: `com.amazonaws.${region}.dynamodb`,
      vpcEndpointType: "Gateway",
      routeTableIds: [...routeTableIds],
      policy: endpointPolicy(props, AwsAccount.of(this)),
      tags: tags && { ...tags },
    });
  }

  /** `vpce-…`, for conditions on `aws:SourceVpce`. */
  get endpointId(): string {
    return this.resource.id;
  }
}

function endpointPolicy({ tables }: GatewayEndpointProps, account: AwsAccount): string {
  const arns = tables?.flatMap(({ arn }) => [arn, `${arn}/*`]) ?? ["*"];
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: "*",
        Action: "dynamodb:*",
        Resource: arns,
        Condition: { StringEquals: { "aws:ResourceAccount": account.accountId } },
      },
    ],
  });
}

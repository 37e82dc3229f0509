import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcEndpoint } from "@cdktf/provider-aws/lib/vpc-endpoint";
import { Construct } from "constructs";
import { GatewayEndpoint } from "../network/gateway-endpoint";

export interface WorkerEndpointsProps {
  /** Of the security group of the interface endpoints. */
  readonly name: string;
  readonly region: string;
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly routeTableIds: readonly string[];
  /** Groups that may use the interface endpoints. */
  readonly securityGroupIds: readonly string[];
  /** Services with interface endpoints, such as `ecr.api`. */
  readonly services: readonly string[];
  /** Whether to create the gateway endpoint to DynamoDB. */
  readonly dynamodb: boolean;
  /** @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** The VPC endpoints that workers in private subnets need: to pull the image, to log, and to S3 and DynamoDB. */
export class WorkerVpcEndpoints extends Construct {
  constructor(scope: Construct, id: string, props: WorkerEndpointsProps) {
    super(scope, id);
    const { region, vpcId, routeTableIds, services } = props;
    const tags = props.tags && { ...props.tags };
    // Layers of images are in S3, too.
    new VpcEndpoint(this, "S3", {
      ...{ vpcId, serviceName: `com.amazonaws.${region}.s3`, vpcEndpointType: "Gateway" },
      ...{ routeTableIds: [...routeTableIds], tags },
    });
    if (props.dynamodb) new GatewayEndpoint(this, "DynamoDB", { region, vpcId, routeTableIds, tags });
    const group = this.securityGroup(props);
    for (const service of services)
      new VpcEndpoint(this, service, {
        ...{ vpcId, serviceName: `com.amazonaws.${region}.${service}`, vpcEndpointType: "Interface" },
        ...{ subnetIds: [...props.subnetIds], securityGroupIds: [group.id], privateDnsEnabled: true, tags },
      });
  }

  private securityGroup({ name, vpcId, securityGroupIds, tags }: WorkerEndpointsProps): SecurityGroup {
    return new SecurityGroup(this, "SecurityGroup", {
      ...{ name, vpcId, description: "HTTPS from migration workers to endpoints of AWS" },
      ingress: [{ fromPort: 443, toPort: 443, protocol: "tcp", securityGroups: [...securityGroupIds] }],
      tags: tags && { ...tags },
    });
  }
}

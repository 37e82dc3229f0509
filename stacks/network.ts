import type { TerraformStack } from "cdktf";
import { GatewayEndpoint, type GatewayEndpointProps } from "../constructs";

/** Adds the gateway endpoint to DynamoDB in the VPC of a stack's region, if one is configured. */
export function addNetwork(
  stack: TerraformStack,
  region: string,
  vpc: Pick<GatewayEndpointProps, "vpcId" | "routeTableIds"> | undefined,
): void {
  if (vpc === undefined) return;
  const { vpcId, routeTableIds } = vpc;
  new GatewayEndpoint(stack, "dynamodbEndpoint", { region, vpcId, routeTableIds });
}

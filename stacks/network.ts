import type { TerraformStack } from "cdktf";
import { GatewayEndpoint } from "../constructs";
import type { TablesConfig } from "./config/tables-schema";

/** Adds the gateway endpoint to DynamoDB in the VPC of a stack's region, if one is configured. */
export function addNetwork(stack: TerraformStack, { network, regions }: TablesConfig, region: string): void {
  const place = region === regions.primary ? network : network?.replicas?.[region];
  if (place === undefined) return;
  const { vpcId, routeTableIds } = place;
  new GatewayEndpoint(stack, "dynamodbEndpoint", { region, vpcId, routeTableIds });
}

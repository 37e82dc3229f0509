import type { TerraformStack } from "cdktf";
import { TableTrail } from "../constructs";
import type { TablesConfig } from "./config/tables-schema";
import { serviceName } from "./names";

/** Adds the CloudTrail trail of the tables in a stack's region, if one is configured. */
export function addTrail(
  stack: TerraformStack,
  config: TablesConfig,
  tables: readonly { readonly arn: string }[],
): void {
  if (config.trail === undefined) return;
  const { bucket: bucketName, ...settings } = config.trail;
  new TableTrail(stack, "trail", { name: serviceName(config), bucketName, tables, ...settings });
}

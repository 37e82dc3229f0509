import type { TerraformStack } from "cdktf";
import { TableTrail } from "../constructs";
import type { TablesConfig } from "./config/tables-schema";

/** Adds the CloudTrail trail of the tables in a stack's region, if one is configured. */
export function addTrail(
  stack: TerraformStack,
  name: string,
  trail: TablesConfig["trail"],
  tables: readonly { readonly arn: string }[],
): void {
  if (trail === undefined) return;
  const { bucket: bucketName, ...settings } = trail;
  new TableTrail(stack, "trail", { name, bucketName, tables, ...settings });
}

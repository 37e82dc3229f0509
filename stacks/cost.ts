import type { TerraformStack } from "cdktf";
import { ServiceBudget } from "../constructs";
import type { TablesConfig } from "./config/tables-schema";
import { serviceName } from "./names";

/** Adds the budget of the service, if it has one. Budgets have no region, so only one stack adds it. */
export function addBudget(stack: TerraformStack, config: TablesConfig): void {
  if (config.budget === undefined) return;
  new ServiceBudget(stack, "budget", { name: serviceName(config), ...config.budget });
}

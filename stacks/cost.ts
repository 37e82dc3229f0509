import type { TerraformStack } from "cdktf";
import { ServiceBudget } from "../constructs";
import type { TablesConfig } from "./config/tables-schema";
import { serviceName } from "./names";

/** Adds the budget of the service; nothing if it has none. Budgets belong to no region, so one stack has it. */
export function addBudget(stack: TerraformStack, config: TablesConfig): void {
  if (config.budget === undefined) return;
  new ServiceBudget(stack, "budget", { name: serviceName(config), ...config.budget });
}

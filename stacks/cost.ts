import type { TerraformStack } from "cdktf";
import { ServiceBudget } from "../constructs";
import type { TablesConfig } from "./config/tables-schema";

/** Adds the budget of a service, if it has one. Budgets have no region, so only one stack adds it. */
export function addBudget(stack: TerraformStack, name: string, budget: TablesConfig["budget"]): void {
  if (budget === undefined) return;
  new ServiceBudget(stack, "budget", { name, ...budget });
}

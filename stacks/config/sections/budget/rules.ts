import { budgetViolations } from "../../../../constructs/internal";
import type { Problem } from "../../../../yaml-file";
import { serviceName } from "../../../names";
import type { TablesConfig } from "../../tables-schema";
import { problemsAt } from "../../violation-problems";

export function budgetProblems(config: TablesConfig): Problem[] {
  if (config.budget === undefined) return [];
  return problemsAt(["budget"], budgetViolations({ name: serviceName(config), ...config.budget }));
}

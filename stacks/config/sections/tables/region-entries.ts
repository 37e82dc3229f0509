import type { Violation } from "../../../../constructs";
import type { Path, Problem } from "../../../../yaml-file";
import type { TablesConfig } from "../../tables-schema";
import { problemsAt } from "../../violation-problems";

/** The problems of ARNs that are given by region: of regions without the table, and of the ARNs. */
export function arnProblems(
  { primary, replicas }: TablesConfig["regions"],
  path: Path,
  arns: Readonly<Record<string, string>>,
  violations: (path: readonly string[], arn: string, region: string) => Violation[],
): Problem[] {
  const used = [primary, ...replicas];
  return Object.entries(arns).flatMap(([region, arn]): Problem[] => {
    if (used.includes(region)) return problemsAt(path, violations([region], arn, region));
    const message = `must be one of the regions ${used.join(", ")}`;
    return [{ path: [...path, region], at: "key", message }];
  });
}

import type { Violation } from "../../../../constructs";
import {
  planViolations,
  regionViolations,
  restoreTestingViolations,
  vaultViolations,
} from "../../../../constructs/internal";
import type { Path, Problem } from "../../../../yaml-file";
import { planSettings, restoreTestingProps, vaultProps } from "./props";
import type { TablesConfig } from "../../tables-schema";
import { problemsAt } from "../../violation-problems";

export function backupProblems(config: TablesConfig): Problem[] {
  const { backup, regions } = config;
  if (backup === undefined) return [];
  const { copyTo, restoreTesting } = backup;
  return [
    ...problemsAt([], placed(vaultViolations(vaultProps(config, backup)))),
    ...problemsAt([], placed(planViolations(planSettings(config, backup)))),
    ...problemsAt([], regionViolations(["backup", "copyTo"], copyTo)),
    ...(copyTo === regions.primary
      ? [
          {
            path: ["backup", "copyTo"],
            message: `must be another region than the tables' own, got "${copyTo}" for both`,
          },
        ]
      : []),
    ...(restoreTesting === undefined
      ? []
      : problemsAt(
          [],
          restoreTestingViolations({ ...restoreTestingProps(config, restoreTesting), vaults: [config] }).map(
            (one) => ({ ...one, path: ["backup", "restoreTesting", ...one.path] }),
          ),
        )),
  ];
}

/** The plan's only rule is not a level of the file, and the names are the service's. */
function placed(violations: readonly Violation[]): Violation[] {
  return violations.map((violation) => ({ ...violation, path: ["backup", ...inFile(violation.path)] }));
}

function inFile(path: Path): Path {
  if (path[0] === "name") return [];
  return path[0] === "rules" ? path.slice(2) : path;
}

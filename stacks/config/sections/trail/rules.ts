import { trailViolations } from "../../../../constructs/internal";
import type { Problem } from "../../../../yaml-file";
import { serviceName } from "../../../names";
import type { TablesConfig } from "../../tables-schema";
import { problemsAt } from "../../violation-problems";

export function trailProblems(config: TablesConfig): Problem[] {
  if (config.trail === undefined) return [];
  const { bucket: bucketName, ...settings } = config.trail;
  const tables = Object.keys(config.tables).map((arn) => ({ arn }));
  const violations = trailViolations({ name: serviceName(config), bucketName, tables, ...settings });
  return problemsAt(
    [],
    violations.map((violation) => ({ ...violation, path: inFile(violation.path) })),
  );
}

/** The trail has the service's name and all tables of the file. */
function inFile([first = "", ...rest]: readonly (string | number)[]): (string | number)[] {
  if (first === "name" || first === "tables") return ["trail"];
  return ["trail", first === "bucketName" ? "bucket" : first, ...rest];
}

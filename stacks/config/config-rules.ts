import {
  regionViolations,
  replicaRegionViolations,
  type RuleId,
  tableViolations,
  type Violation,
} from "../../constructs";
import { nearMiss, type Problem } from "../../yaml-file";
import { tableProps } from "./table-props";
import type { TablesConfig } from "./tables-schema";

/** These rules look at the names of entries, not at what stands behind them. */
const aboutNames: ReadonlySet<RuleId> = new Set<RuleId>(["index-name", "index-name-unique", "tag-key"]);

/** What is wrong with a configuration whose form is right: the constructs' own rules, and what ties tables together. */
export function configProblems(config: TablesConfig): Problem[] {
  const { primary, replicas } = config.regions;
  return [
    ...problems([], regionViolations(["regions", "primary"], primary)),
    ...problems([], replicaRegionViolations(["regions", "replicas"], replicas, primary)),
    ...Object.entries(config.tables).flatMap(([id, table]) =>
      problems(["tables", id], tableViolations(tableProps(config, id, table)).filter(isOfTable)),
    ),
    ...duplicateNames(config),
    ...unknownTables(config),
  ];
}

/** The regions are the file's, and are checked once. */
function isOfTable({ path }: Violation): boolean {
  return path[0] !== "replicaRegions";
}

function problems(prefix: readonly string[], violations: readonly Violation[]): Problem[] {
  return violations.map(({ rule, path, message }) => ({
    path: [...prefix, ...path],
    at: aboutNames.has(rule) ? "key" : "value",
    message,
  }));
}

function duplicateNames(config: TablesConfig): Problem[] {
  const first = new Map<string, string>();
  return Object.entries(config.tables).flatMap(([id, table]) => {
    const { name } = tableProps(config, id, table);
    const other = first.get(name);
    if (other === undefined) first.set(name, id);
    return other === undefined
      ? []
      : [
          {
            path: ["tables", id, "name"],
            message: `must be another name than that of ${other}, got "${name}" for both`,
          },
        ];
  });
}

function unknownTables({ taskRoles = {}, tables }: TablesConfig): Problem[] {
  const known = Object.keys(tables);
  return Object.entries(taskRoles).flatMap(([role, grants]) =>
    Object.keys(grants)
      .filter((table) => !known.includes(table))
      .map((table) => ({
        path: ["taskRoles", role, table],
        at: "key" as const,
        message: `there is no table of this id${nearMiss(table, known) || `; there are ${known.join(", ")}`}`,
      })),
  );
}

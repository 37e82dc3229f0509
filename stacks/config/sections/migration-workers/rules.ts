import { workersViolations } from "../../../../constructs/internal";
import type { Problem } from "../../../../yaml-file";
import type { TablesConfig } from "../../tables-schema";
import { problemsAt } from "../../violation-problems";
import { tableProps } from "../tables/props";
import { migrationWorkersProps } from "./props";

export function migrationWorkersProblems(config: TablesConfig): Problem[] {
  const props = migrationWorkersProps(config);
  if (props === undefined) return [];
  const tables = Object.entries(config.tables).map(([id, table]) => ({
    props: tableProps(config, id, table),
  }));
  const violations = workersViolations({ ...props, tables });
  return [
    ...problemsAt(
      ["migrationWorkers"],
      violations.filter(({ path: [first] }) => first !== "name" && first !== "region"),
    ),
    ...violations.flatMap(({ path: [first], message }) =>
      first === "name"
        ? [{ path: ["migrationWorkers"], at: "key" as const, message: `the workers' name ${message}` }]
        : [],
    ),
  ];
}

import { migrationRoleViolations } from "../../../../constructs/internal";
import type { Problem } from "../../../../yaml-file";
import { migrationRoleId, roleName } from "../../../names";
import type { TablesConfig } from "../../tables-schema";
import { problemsAt } from "../../violation-problems";
import { tableProps } from "../tables/props";

export function migrationRoleProblems(config: TablesConfig): Problem[] {
  const { migrationRole, tables } = config;
  if (migrationRole === undefined) return [];
  const role = {
    ...migrationRole,
    name: roleName(config, migrationRoleId),
    tables: Object.entries(tables).map(([id, table]) => ({ props: tableProps(config, id, table) })),
  };
  return problemsAt(["migrationRole"], migrationRoleViolations(role));
}

import { migrationRoleViolations, tablePrefixViolations } from "../../constructs";
import type { Problem } from "../../yaml-file";
import { roleName } from "../names";
import { prefixPolicyOf } from "./prefix-policy-schema";
import { tableProps } from "./table-props";
import type { TablesConfig } from "./tables-schema";
import { problemsAt } from "./violation-problems";

/** What is wrong with the role of the runner and with the policies of programs that make their own tables. */
export function accessProblems(config: TablesConfig): Problem[] {
  const { migrationRole, tablePrefixPolicies = {}, tables } = config;
  const role = migrationRole && {
    ...migrationRole,
    name: roleName(config, "migration"),
    tables: Object.entries(tables).map(([id, table]) => ({ props: tableProps(config, id, table) })),
  };
  return [
    ...(role ? problemsAt(["migrationRole"], migrationRoleViolations(role)) : []),
    ...Object.entries(tablePrefixPolicies).flatMap(([id, policy]) =>
      problemsAt(
        ["tablePrefixPolicies", id],
        tablePrefixViolations(prefixPolicyOf(policy, [config.regions.primary])),
      ),
    ),
  ];
}

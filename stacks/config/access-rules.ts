import {
  migrationRoleViolations,
  tablePrefixPolicySize,
  type TablePrefixPolicyProps,
  tablePrefixViolations,
} from "../../constructs";
import type { Problem } from "../../yaml-file";
import { roleName } from "../names";
import { prefixPolicyOf } from "./prefix-policy-schema";
import { tableProps } from "./table-props";
import type { TablesConfig } from "./tables-schema";
import { problemsAt } from "./violation-problems";

/** What is wrong with the role of the runner and with the policies of programs that make their own tables. */
export function accessProblems(config: TablesConfig): Problem[] {
  const { migrationRole, tables } = config;
  const role = migrationRole && {
    ...migrationRole,
    name: roleName(config, "migration"),
    tables: Object.entries(tables).map(([id, table]) => ({ props: tableProps(config, id, table) })),
  };
  return [
    ...(role ? problemsAt(["migrationRole"], migrationRoleViolations(role)) : []),
    ...prefixPolicyProblems(config),
  ];
}

/** The regions are held against their rule where they stand. */
function prefixPolicyProblems({ tablePrefixPolicies = {}, regions }: TablesConfig): Problem[] {
  const policies = Object.entries(tablePrefixPolicies).map(
    ([id, policy]) => [id, prefixPolicyOf(policy, [regions.primary, ...regions.replicas])] as const,
  );
  return policies.flatMap(([id, policy], position) => {
    const before = policies.slice(0, position).map(([, other]) => other);
    const violations = tablePrefixViolations(policy, sizeFor(policy, before));
    return problemsAt(
      ["tablePrefixPolicies", id],
      violations.filter(({ rule }) => rule !== "region-known"),
    );
  });
}

/** What the grantee of a policy has by others, in characters. */
function sizeFor({ grantee }: TablePrefixPolicyProps, others: readonly TablePrefixPolicyProps[]): number {
  return others
    .filter((other) => other.grantee.kind === grantee.kind && other.grantee.name === grantee.name)
    .reduce((sum, other) => sum + tablePrefixPolicySize(other), 0);
}

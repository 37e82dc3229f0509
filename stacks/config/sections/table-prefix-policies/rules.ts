import type { TablePrefixPolicyProps } from "../../../../constructs";
import {
  migrationRoleViolations,
  policyName,
  tablePrefixPolicySize,
  tablePrefixViolations,
} from "../../../../constructs/internal";
import type { Problem } from "../../../../yaml-file";
import { migrationRoleId, roleName } from "../../../names";
import { prefixPolicyOf } from "./schema";
import { tableProps } from "../tables/props";
import type { TablesConfig } from "../../tables-schema";
import { problemsAt } from "../../violation-problems";

/** What is wrong with the role of the runner and with the policies of programs that make their own tables. */
export function accessProblems(config: TablesConfig): Problem[] {
  const { migrationRole, tables } = config;
  const role = migrationRole && {
    ...migrationRole,
    name: roleName(config, migrationRoleId),
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
    return [
      ...problemsAt(
        ["tablePrefixPolicies", id],
        violations.filter(({ rule }) => rule !== "region-known"),
      ),
      ...sameNameProblems(id, policy, policies.slice(0, position)),
    ];
  });
}

/** A grantee has one inline policy of a name, and these are named after their prefixes. */
function sameNameProblems(
  id: string,
  { grantee, prefix }: TablePrefixPolicyProps,
  before: readonly (readonly [string, TablePrefixPolicyProps])[],
): Problem[] {
  const other = before.find(
    ([, policy]) => isOf(policy, grantee) && policyName(policy.prefix) === policyName(prefix),
  );
  if (other === undefined) return [];
  const message = `must be another prefix than that of ${other[0]}: the ${grantee.kind} ${grantee.name} would have two inline policies called ${policyName(prefix)}`;
  return [{ path: ["tablePrefixPolicies", id, "prefix"], message }];
}

function isOf({ grantee }: TablePrefixPolicyProps, other: TablePrefixPolicyProps["grantee"]): boolean {
  return grantee.kind === other.kind && grantee.name === other.name;
}

/** What the grantee of a policy has by others, in characters. */
function sizeFor({ grantee }: TablePrefixPolicyProps, others: readonly TablePrefixPolicyProps[]): number {
  return others
    .filter((other) => isOf(other, grantee))
    .reduce((sum, other) => sum + tablePrefixPolicySize(other), 0);
}

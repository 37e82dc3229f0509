import type { TablePrefixPolicyProps } from "../../../../constructs";
import { policyName, tablePrefixPolicySize, tablePrefixViolations } from "../../../../constructs/internal";
import type { Problem } from "../../../../yaml-file";
import type { TablesConfig } from "../../tables-schema";
import { problemsAt } from "../../violation-problems";
import { prefixPolicyProps } from "./props";

type Identified = readonly [id: string, props: TablePrefixPolicyProps];

export function prefixPolicyProblems({
  tablePrefixPolicies = {},
  regions,
}: Pick<TablesConfig, "tablePrefixPolicies" | "regions">): Problem[] {
  const policies = Object.entries(tablePrefixPolicies).map(([id, policy]): Identified => [
    id,
    prefixPolicyProps(policy, [regions.primary, ...regions.replicas]),
  ]);
  return policies.flatMap(([id, policy], position) => {
    const before = policies.slice(0, position);
    const violations = tablePrefixViolations(policy, sizeOfOthers(policy, before));
    return [
      // Wrong regions are reported at `regions`.
      ...problemsAt(
        ["tablePrefixPolicies", id],
        violations.filter(({ rule }) => rule !== "region-known"),
      ),
      ...sameNameProblems(id, policy, before),
    ];
  });
}

/** The inline policies of a grantee must have different names, which contain their prefixes. */
function sameNameProblems(
  id: string,
  { grantee, prefix }: TablePrefixPolicyProps,
  before: readonly Identified[],
): Problem[] {
  const other = before.find(
    ([, policy]) => hasGrantee(policy, grantee) && policyName(policy.prefix) === policyName(prefix),
  );
  if (other === undefined) return [];
  const message = `must be another prefix than that of ${other[0]}: the ${grantee.kind} ${grantee.name} would have two inline policies called ${policyName(prefix)}`;
  return [{ path: ["tablePrefixPolicies", id, "prefix"], message }];
}

function hasGrantee({ grantee }: TablePrefixPolicyProps, other: TablePrefixPolicyProps["grantee"]): boolean {
  return grantee.kind === other.kind && grantee.name === other.name;
}

/** The size of the other policies of the same grantee, in characters. */
function sizeOfOthers({ grantee }: TablePrefixPolicyProps, others: readonly Identified[]): number {
  return others
    .filter(([, other]) => hasGrantee(other, grantee))
    .reduce((sum, [, other]) => sum + tablePrefixPolicySize(other), 0);
}

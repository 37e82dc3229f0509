import { Grantee, type TablePrefixPolicyProps } from "../../../../constructs";
import type { PrefixPolicyConfig } from "./schema";

/** The props of a policy. */
export function prefixPolicyProps(
  { prefix, user, group, role, mayDelete }: PrefixPolicyConfig,
  regions: readonly string[],
): TablePrefixPolicyProps {
  return { prefix, grantee: granteeOf({ user, group, role }), regions, mayDelete };
}

function granteeOf({ user, group, role = "" }: Pick<PrefixPolicyConfig, "user" | "group" | "role">): Grantee {
  if (user !== undefined) return Grantee.user(user);
  return group !== undefined ? Grantee.group(group) : Grantee.role(role);
}

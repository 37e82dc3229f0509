import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { type Violation, violationIf } from "../rules/violation";
import { type Grantee, granteeId } from "./grantee";

/**
 * The characters of all inline policies of one role, group or user together, white space not counted.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const limits = { role: 10_240, group: 5_120, user: 2_048 };

const remedies = {
  role: "grant the tables to several roles, or shorten their names",
  group: "grant the tables to several groups, or to a role",
  user: "grant the tables to groups that the user is in, or to a role",
};

/** IAM rejects a policy that is too long only during the apply, after other resources are created. @param size of all inline policies together */
export function policySizeViolations(
  kind: Grantee["kind"],
  path: readonly (string | number)[],
  size: number,
): Violation[] {
  return violationIf(
    size > limits[kind],
    `${kind}-policy-size`,
    path,
    `the ${kind}'s inline policies must have at most ${limits[kind]} characters together, got about ${size}; ${remedies[kind]}`,
  );
}

/** The sizes of the inline policies by grantee and by the construct that they come from. */
const noted = new WeakMap<TerraformStack, Map<string, Map<Construct, number>>>();

/** Notes how long the policy of a construct is; one that grows is noted again. */
export function noteInlinePolicy(from: Construct, grantee: Grantee, size: number): void {
  sizesOf(from, grantee).set(from, size);
}

/** The characters of all inline policies that a grantee has been given in the stack by now. */
export function inlinePolicySize(scope: Construct, grantee: Grantee): number {
  return [...sizesOf(scope, grantee).values()].reduce((sum, size) => sum + size, 0);
}

function sizesOf(scope: Construct, grantee: Grantee): Map<Construct, number> {
  const stack = TerraformStack.of(scope);
  const grantees = noted.get(stack) ?? new Map<string, Map<Construct, number>>();
  noted.set(stack, grantees);
  const id = granteeId(stack, grantee);
  const sizes = grantees.get(id) ?? new Map<Construct, number>();
  grantees.set(id, sizes);
  return sizes;
}

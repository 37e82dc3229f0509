import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { isKnown } from "./known-value";
import { type Violation, violationIf } from "./violation";

/** The constructs that use a name, by what the name is of and by the name. */
const used = new WeakMap<TerraformStack, Map<string, Construct>>();

/**
 * A name that AWS takes once in a region (or of one grantee) and a construct of the stack uses already. Terraform
 * would let both write the same thing, so that no plan is ever empty.
 *
 * @param kind what the name is of, such as `alarm`
 */
export function usedNameViolations(scope: Construct, kind: string, name: string): Violation[] {
  const other = isKnown(name) ? usedIn(scope).get(keyOf(kind, name)) : undefined;
  return violationIf(
    other !== undefined,
    "name-unique",
    ["name"],
    `must be another name than that of the ${kind} ${other?.node.path}, got "${name}" for both`,
  );
}

/** Notes that a construct uses a name. */
export function noteName(from: Construct, kind: string, name: string): void {
  if (isKnown(name)) usedIn(from).set(keyOf(kind, name), from);
}

function usedIn(scope: Construct): Map<string, Construct> {
  const stack = TerraformStack.of(scope);
  const names = used.get(stack) ?? new Map<string, Construct>();
  used.set(stack, names);
  return names;
}

function keyOf(kind: string, name: string): string {
  return JSON.stringify([kind, name]);
}

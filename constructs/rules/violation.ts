import type { RuleId } from "./rules";

/** A setting that breaks a rule, found before anything is synthesized. */
export interface Violation {
  readonly rule: RuleId;
  /** Path of the setting in the props: property names and list indexes, from the outside in. */
  readonly path: readonly (string | number)[];
  /** The expected value, the actual value and the fix, without the path. */
  readonly message: string;
}

/** The violation, in a list, if `broken`; else an empty list, so that rules can be spread together. */
export function violationIf(
  broken: boolean,
  rule: RuleId,
  path: readonly (string | number)[],
  message: string,
): Violation[] {
  return broken ? [{ rule, path, message }] : [];
}

/** The same violations as seen from an outer object that holds the inner one at `prefix`. */
export function within(
  prefix: readonly (string | number)[],
  violations: readonly Violation[],
): readonly Violation[] {
  return violations.map((violation) => ({ ...violation, path: [...prefix, ...violation.path] }));
}

import { isKnown } from "./known-value";
import type { RuleId } from "./rules";
import { type Violation, violationIf } from "./violation";

/** The name of a table or an index. */
export const namePattern = /^[A-Za-z0-9_.-]{3,255}$/;

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
export function nameViolations(
  rule: Extract<RuleId, "table-name" | "index-name">,
  path: readonly (string | number)[],
  name: string,
): Violation[] {
  return violationIf(
    isKnown(name) && !namePattern.test(name),
    rule,
    path,
    `the name must be 3 to 255 characters of A-Z, a-z, 0-9, _, . and -, got "${name}"`,
  );
}

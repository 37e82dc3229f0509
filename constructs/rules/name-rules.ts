import { isKnown } from "./known-value";
import type { RuleId } from "./rules";
import { type Violation, violationIf } from "./violation";

/** The name of a table or an index. */
export const namePattern = /^[A-Za-z0-9_.-]{3,255}$/;

/** The name of an S3 bucket. */
export const bucketNamePattern = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export function bucketNameViolations(
  rule: Extract<RuleId, "trail-bucket" | "workers-bucket">,
  path: readonly (string | number)[],
  name: string | undefined,
): Violation[] {
  return violationIf(
    isKnown(name) && !bucketNamePattern.test(name),
    rule,
    path,
    `must be a bucket's name, 3 to 63 characters of a-z, 0-9, . and -, got "${name}"`,
  );
}

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

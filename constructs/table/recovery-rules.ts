import { isKnown } from "../rules/known-value";
import { type Violation, violationIf } from "../rules/violation";

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PointInTimeRecoverySpecification.html */
export function recoveryViolations(days: number | false | undefined): Violation[] {
  return violationIf(
    isKnown(days) && days !== false && !(Number.isInteger(days) && days >= 1 && days <= 35),
    "point-in-time-recovery",
    ["pointInTimeRecovery"],
    `must be 1 to 35 whole days, or false for none, got ${days}`,
  );
}

import type { RuleId, Violation } from "../../../constructs";

/** Settings that break one rule, and how it says so. */
export interface RuleCase {
  readonly rule: RuleId;
  readonly when: string;
  readonly violations: readonly Violation[];
  readonly path: string;
  readonly message: string;
}

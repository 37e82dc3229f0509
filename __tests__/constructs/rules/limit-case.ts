import type { RuleId, Violation } from "../../../constructs";

/** A limit of a rule: settings that are at it, which hold, and settings one past it, which break the rule. */
export interface LimitCase {
  readonly rule: RuleId;
  /** Which limit, such as `20 global indexes`. */
  readonly limit: string;
  readonly atLimit: readonly Violation[];
  readonly pastLimit: readonly Violation[];
}

/** Limits of a rule on one setting, each given as its name, the value at it and the value one past it. */
export function limitsOf<Value>(
  rule: RuleId,
  violations: (value: Value) => readonly Violation[],
  limits: Readonly<Record<string, readonly [atLimit: Value, pastLimit: Value]>>,
): LimitCase[] {
  return Object.entries(limits).map(([limit, [at, past]]) => ({
    ...{ rule, limit },
    ...{ atLimit: violations(at), pastLimit: violations(past) },
  }));
}

export const letters = (count: number): string => "a".repeat(count);
export const digits = (count: number): string => "1".repeat(count);

export function listOf<Value>(count: number, value: Value): Value[] {
  return Array.from({ length: count }, () => value);
}

import type { RuleId, Violation } from "../../constructs";
import type { Path, Problem } from "../../yaml-file";

/** Rules about the names of entries rather than their values. */
const aboutNames: ReadonlySet<RuleId> = new Set<RuleId>([
  "index-name",
  "index-name-unique",
  "tag-key",
  "environment-unique",
]);

/** Violations of the constructs' rules as problems at the part of the file that the props come from. */
export function problemsAt(place: Path, violations: readonly Violation[]): Problem[] {
  return violations.map(({ rule, path, message }) => ({
    path: [...place, ...path],
    at: aboutNames.has(rule) ? "key" : "value",
    message,
  }));
}

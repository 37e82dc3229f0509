import { isKnown } from "../rules/known-value";
import { type Violation, violationIf } from "../rules/violation";
import { isUsualAccess, type TableAccess, tableActions } from "./table-access";
import { plainAction, tableActionNames } from "./table-action";

/** Violations by unknown actions or unknown kinds of access. */
export function actionViolations(path: readonly (string | number)[], access: TableAccess): Violation[] {
  if (typeof access === "string") return kindViolations(path, access);
  return [
    ...violationIf(
      access.length === 0,
      "grant-action",
      path,
      "must name at least one action, such as GetItem",
    ),
    ...access.flatMap((action, position) =>
      violationIf(
        isKnown(action) && !tableActionNames.includes(plainAction(action)),
        "grant-action",
        [...path, position],
        `must be an action on a table, its indexes or its stream, such as ${nearest(plainAction(action), tableActionNames)}, got "${action}"`,
      ),
    ),
  ];
}

const kinds: readonly string[] = Object.keys(tableActions);

/** Programs in JavaScript can give any text. */
function kindViolations(path: readonly (string | number)[], access: string): Violation[] {
  return violationIf(
    isKnown(access) && !isUsualAccess(access),
    "grant-action",
    path,
    `must be ${kinds.map((one) => `"${one}"`).join(", ")} or a list of actions, got "${access}"; did you mean "${nearest(access, kinds)}"?`,
  );
}

/** The one of the known texts that shares the most two-letter pieces with another. */
function nearest(text: string, known: readonly string[]): string {
  const pieces = new Set(pairs(text));
  const shared = (other: string) => pairs(other).filter((pair) => pieces.has(pair)).length / other.length;
  return known.reduce((best, other) => (shared(other) > shared(best) ? other : best));
}

function pairs(text: string): string[] {
  const lower = text.toLowerCase();
  return Array.from({ length: Math.max(lower.length - 1, 0) }, (_, start) => lower.slice(start, start + 2));
}

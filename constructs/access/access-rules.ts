import { isKnown } from "../rules/known-value";
import { nearest } from "../rules/nearest";
import { type Violation, violationIf } from "../rules/violation";
import { isUsualAccess, type TableAccess, tableActions } from "./table-access";
import { plainAction, tableActionNames } from "./table-action";

/** What is no action, or no usual access. */
export function actionViolations(path: readonly (string | number)[], access: TableAccess): Violation[] {
  if (typeof access === "string") return usualViolations(path, access);
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

const usual: readonly string[] = Object.keys(tableActions);

/** Programs in JavaScript can give any text. */
function usualViolations(path: readonly (string | number)[], access: string): Violation[] {
  return violationIf(
    isKnown(access) && !isUsualAccess(access),
    "grant-action",
    path,
    `must be ${usual.map((one) => `"${one}"`).join(", ")} or a list of actions, got "${access}"; did you mean "${nearest(access, usual)}"?`,
  );
}

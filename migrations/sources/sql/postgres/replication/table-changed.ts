import { UnreachableError } from "../../../../errors";

/** How to follow again after a change that cannot be followed. */
export const startOver = "start over with run --follow --no-resume --on-conflict overwrite";

/** For a statement on a followed table that cannot be followed. @param what happened: `TRUNCATE` */
export function tableChanged(shown: string, what: string): UnreachableError {
  return new UnreachableError("log-table-changed", `${shown}: ${what} cannot be followed; ${startOver}`);
}

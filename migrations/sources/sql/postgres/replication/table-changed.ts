import { UnreachableError } from "../../../../errors";
import { startOver } from "../../../start-over";

/** For a statement on a followed table that cannot be followed. @param what happened: `TRUNCATE` */
export function tableChanged(shown: string, what: string): UnreachableError {
  return new UnreachableError("log-table-changed", `${shown}: ${what} cannot be followed; ${startOver}`);
}

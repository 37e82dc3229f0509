import { UnreachableError } from "../../../../errors";
import { EntityFault } from "../../../../entity-fault";
import { startOver } from "../../../start-over";

/** For a statement on a followed table that cannot be followed. @param what happened: `TRUNCATE` */
export function tableChanged(shown: string, what: string, entities: readonly string[]): EntityFault {
  const message = `${shown}: ${what} cannot be followed; ${startOver}`;
  return new EntityFault(entities, new UnreachableError("log-table-changed", message));
}

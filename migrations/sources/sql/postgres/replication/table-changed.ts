import { UnreachableError } from "../../../../errors";
import { EntityFault } from "../../../../entity-fault";
import { reloadOrStartOver } from "../../../start-over";

/** What happened to a table that is followed, and what makes it a table that can be read again. */
export interface TableEvent {
  /** `TRUNCATE` */
  readonly what: string;
  /** @default nothing: it can be read as it is */
  readonly fix?: string;
}

/** For a statement on a followed table that cannot be followed. @param shown the table */
export function tableChanged(
  shown: string,
  { what, fix }: TableEvent,
  entities: readonly string[],
): EntityFault {
  const wayOut = fix === undefined ? reloadOrStartOver : `${fix}; ${reloadOrStartOver}`;
  const message = `${shown}: ${what} cannot be followed; ${wayOut}`;
  return new EntityFault(entities, new UnreachableError("log-table-changed", message));
}

import type { TableDescription } from "@aws-sdk/client-dynamodb";
import { tableIdentity } from "../../dynamodb/control/describe-table";
import type { TargetTable } from "../../items/target-table";

/** A table that a command works with. */
export interface ChosenTable {
  /** Its id in the outputs, if they have it. */
  readonly id: string | undefined;
  readonly table: TargetTable;
  readonly description: TableDescription;
}

/** The table's identity under its name, as the checkpoint keeps it; empty if the service says none. */
export function identitiesOf({
  table,
  description,
}: Pick<ChosenTable, "table" | "description">): Record<string, string> {
  const identity = tableIdentity(description);
  return identity === undefined ? {} : { [table.name]: identity };
}

import type { TableDescription } from "@aws-sdk/client-dynamodb";
import type { TargetTable } from "../../items/target-table";

/** A table that a command works with. */
export interface ChosenTable {
  /** Its id in the outputs, if they have it. */
  readonly id: string | undefined;
  readonly table: TargetTable;
  readonly description: TableDescription;
}

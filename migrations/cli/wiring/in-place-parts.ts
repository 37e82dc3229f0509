import type { CompiledChange } from "../../mapping/item-change";
import type { Checkpoint } from "../../run-store/checkpoint";
import type { CommandArguments } from "../../command-line";
import type { ChangeItemsOptions } from "../options/change-options";
import type { ProcessContext } from "../process-context";
import type { ChosenTable } from "./chosen-table";
import type { Migration } from "./open-migration";
import type { TableAccess } from "./table-access";

/** A change of a table's items, and what making it needs. */
export interface InPlaceParts {
  readonly chosen: ChosenTable;
  readonly change: CompiledChange;
  readonly access: TableAccess;
  readonly migration: Omit<Migration, "source">;
  readonly options: ChangeItemsOptions;
  readonly context: ProcessContext;
  /** The table of the control of cutovers; `undefined` if none is known. */
  readonly control: string | undefined;
  /** The interrupted run that is resumed. */
  readonly earlier: Checkpoint | undefined;
  /** Which run of its run folder a new run is. */
  readonly number: number;
  /** The command to suggest after it. */
  readonly next: CommandArguments;
}

import type { CommandArguments } from "../../command-line";
import type { RunList } from "../../run-store/folder/run-list";
import type { SyncOptions } from "../options/sync-options";
import type { ProcessContext } from "../process-context";
import type { Connection } from "./dynamodb";
import type { Migration } from "./open-migration";
import type { Preparation } from "./prepare-tables";

/** What a sync needs. */
export interface SyncParts {
  readonly migration: Migration;
  readonly options: SyncOptions;
  readonly context: ProcessContext;
  readonly connection: Connection;
  readonly preparation: Preparation;
  /** The run folder, and the runs in it. */
  readonly parent: string;
  readonly list: RunList;
  /** The command to suggest after it. */
  readonly next: CommandArguments;
}

import type { Command } from "commander";
import { UsageError } from "../../errors";
import { addReadOptions, type ReadOptions } from "./read-options";
import { addLocalWorkers, refuseWorkers, type WorkersOption } from "./workers-option";

/** How tables are copied to files. */
export interface CopyOptions extends ReadOptions, WorkersOption {}

/** Adds the options of every command that copies tables to files. */
export function addCopyOptions(command: Command): Command {
  return addLocalWorkers(addReadOptions(command), "scan each table");
}

/** For options that leave the work to the service. @throws UsageError if there is an option of a scan */
export function refuseCopyOptions(options: CopyOptions, option: string): void {
  const why = "DynamoDB copies the table itself and consumes none of its read units";
  if (options.rate !== undefined)
    throw new UsageError("options-conflict", `--rate and ${option} are mutually exclusive: ${why}`);
  refuseWorkers(options, option, why);
}

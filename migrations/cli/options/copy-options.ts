import { type Command, InvalidArgumentError } from "commander";
import { UsageError } from "../../errors";
import { wholeNumber } from "./migration-options";
import { addReadOptions, type ReadOptions } from "./read-options";

/** How tables are copied to files. */
export interface CopyOptions extends ReadOptions {
  /** Processes that scan. @default this one */
  readonly workers?: number;
}

/** Most processes of one machine that scan. */
const maxWorkers = 256;

/** Adds the options of every command that copies tables to files. */
export function addCopyOptions(command: Command): Command {
  return addReadOptions(command).option(
    "--workers <processes>",
    "number of processes that scan each table, 1 to 256; together they keep to --rate (default: this process alone)",
    copyWorkers,
  );
}

/** @throws InvalidArgumentError, with which commander names the option */
function copyWorkers(text: string): number {
  const number = wholeNumber(text);
  if (number <= maxWorkers) return number;
  throw new InvalidArgumentError(
    `expected at most ${maxWorkers} processes, since all run on this machine, got ${number}`,
  );
}

/** For options that leave the work to the service. @throws UsageError if there is an option of a scan */
export function refuseCopyOptions({ rate, workers }: CopyOptions, option: string): void {
  const given = rate !== undefined ? "--rate" : workers !== undefined ? "--workers" : undefined;
  if (given === undefined) return;
  const message = `${given} and ${option} are mutually exclusive: DynamoDB copies the table itself and consumes none of its read units; omit ${given}`;
  throw new UsageError("options-conflict", message);
}

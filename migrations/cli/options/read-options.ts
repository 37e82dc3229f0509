import type { Command } from "commander";
import { UsageError } from "../../errors";
import { wholeNumber } from "./migration-options";

export interface ReadOptions {
  /** Read units per second. */
  readonly rate?: number;
}

/** Of a read rate, whatever the option is called. */
export const readRateHelp =
  "maximum read units per second that the scan of a table consumes (default: no limit)";

/** Adds the option of every command that scans tables. */
export function addReadOptions(command: Command): Command {
  return command.option("--rate <units>", readRateHelp, wholeNumber);
}

/** For options that leave the work to the service. @throws UsageError where there is a rate */
export function refuseRate({ rate }: ReadOptions, option: string): void {
  if (rate === undefined) return;
  const message = `--rate and ${option} are mutually exclusive: DynamoDB copies the table itself and consumes none of its read units`;
  throw new UsageError("options-conflict", message);
}

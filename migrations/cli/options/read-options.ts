import type { Command } from "commander";
import { UsageError } from "../../errors";
import { wholeNumber } from "./migration-options";

export interface ReadOptions {
  /** Read units a second. */
  readonly rate?: number;
}

/** Of a read rate, whatever the option is called. */
export const readRateHelp =
  "read units a second that the scan of a table consumes at most (default: no limit)";

/** Adds the option of every command that scans tables. */
export function addReadOptions(command: Command): Command {
  return command.option("--rate <units>", readRateHelp, wholeNumber);
}

/** For options that leave the work to the service. @throws UsageError where there is a rate */
export function refuseRate({ rate }: ReadOptions, option: string): void {
  if (rate === undefined) return;
  const message = `--rate and ${option} do not go together: the service copies a table by itself, which consumes none of its read units`;
  throw new UsageError("options-conflict", message);
}

import type { Command } from "commander";
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

import type { Command } from "commander";
import { wholeNumber } from "./migration-options";
import { readRateHelp } from "./read-options";
import { addRoleOptions, type RoleOptions } from "./role-options";
import { addTableCommandOptions, type TableCommandOptions } from "./table-options";

/** Options of every command that shows or counts items. */
export interface ReadItemsOptions extends TableCommandOptions, RoleOptions {
  readonly where?: string;
}

export interface QueryOptions extends ReadItemsOptions {
  readonly index?: string;
  readonly limit: number;
  readonly reverse?: boolean;
}

export interface CountOptions extends ReadItemsOptions {
  readonly segments: number;
  readonly readRate?: number;
}

export interface ScanOptions extends CountOptions {
  readonly limit: number;
}

const whereHelp = "only items for which this expression over row, the item, is true";

/** Adds the options of `tables get`. */
export function addGetOptions(command: Command): Command {
  return addRoleOptions(addTableCommandOptions(command));
}

/** Adds the options of `tables query`. */
export function addQueryOptions(command: Command): Command {
  return addLimit(addGetOptions(command))
    .option("--index <name>", "query this index instead of the table")
    .option("--where <expression>", whereHelp)
    .option("--reverse", "from the highest sort key to the lowest");
}

/** Adds the options of `tables count`. */
export function addCountOptions(command: Command): Command {
  return addGetOptions(command)
    .option("--where <expression>", whereHelp)
    .option(
      "--segments <count>",
      "segments that are scanned in parallel and counted one by one",
      wholeNumber,
      8,
    )
    .option("--read-rate <units>", readRateHelp, wholeNumber);
}

/** Adds the options of `tables scan`. */
export function addScanOptions(command: Command): Command {
  return addLimit(addCountOptions(command));
}

function addLimit(command: Command): Command {
  return command.option("--limit <items>", "maximum number of items to show", wholeNumber, 20);
}

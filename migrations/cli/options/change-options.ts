import type { Command } from "commander";
import { addTo, wholeNumber } from "./migration-options";
import { readRateHelp } from "./read-options";
import { addTableCommandOptions, type TableCommandOptions } from "./table-options";
import { addRequestOptions } from "./write-options";

/** Options of `update` and `delete`. */
export interface ChangeItemsOptions extends TableCommandOptions {
  readonly where?: string;
  readonly all?: boolean;
  readonly set?: readonly string[];
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
  /** A file with the change. */
  readonly change?: string;
  readonly segments: number;
  readonly readRate?: number;
  readonly batchSize: number;
  readonly concurrency: number;
  readonly rate?: number;
  readonly limit?: number;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly resume?: string | boolean;
}

/** Adds the options that say which attributes change. */
export function addAttributeOptions(command: Command): Command {
  return command
    .option(
      "--set <attribute=value>",
      "set an attribute: text with ${expressions}, or a number, true, false, null, a list or a map as in YAML; may be given several times",
      addTo,
    )
    .option(
      "--add <attribute=value>",
      "add a number to an attribute, or the members of a list to a set; may be given several times",
      addTo,
    )
    .option("--remove <attribute>", "remove an attribute; may be given several times", addTo)
    .option("--change <file>", "YAML file with where, set, add and remove, instead of these options");
}

/** Adds the options that `update` and `delete` share. */
export function addChangeItemsOptions(command: Command): Command {
  const withTable = addTableCommandOptions(
    command.option("--where <expression>", "only items for which this expression over row is true"),
  );
  return addRequestOptions(withTable)
    .option("--read-rate <units>", readRateHelp, wholeNumber)
    .option("--segments <count>", "segments of the table that are scanned in parallel", wholeNumber, 4)
    .option("--limit <items>", "maximum number of items to change (default: all)", wholeNumber)
    .option("--dry-run", "scan the table and show what would change; changes nothing")
    .option(
      "--resume [run]",
      "resume this interrupted run, or the latest one; fails if there is none (default: resume if there is one)",
    )
    .option("--no-resume", "start a new run, even if an interrupted one of the same change exists");
}

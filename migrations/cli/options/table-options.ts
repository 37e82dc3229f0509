import type { Command } from "commander";
import { addTargetOptions, addTo, type TargetOptions } from "./migration-options";

/** Options of the commands that work with tables without a migration file. */
export interface TableCommandOptions extends TargetOptions {
  readonly region?: string;
  readonly endpoint?: string;
  readonly json?: boolean;
}

/** Adds the options that say where the tables are. */
export function addTableCommandOptions(command: Command): Command {
  return addTargetOptions(command)
    .option("--region <region>", "the tables' region (default: the outputs', then AWS_REGION)")
    .option("--endpoint <url>", "endpoint of DynamoDB (default: AWS)")
    .option("--json", "print the result as JSON on standard output");
}

/** Adds `--table`, for tables that are read. */
export function addTableOption(command: Command): Command {
  return command.option(
    "--table <name>",
    "a table's name in AWS, in the outputs or not, or its id in the outputs; may be given several times",
    addTo,
  );
}

/** Adds the options that say which table is written to, and how to create it. */
export function addInto(command: Command): Command {
  return command
    .option("--to <table>", "the table's id in the outputs (default: the table of the backup's name)")
    .option("--table <name>", "the table's name in AWS, in the outputs or not, or its id in the outputs")
    .option(
      "--make-table",
      "create the table if it does not exist, with the backup's key or --key, on-demand, without indexes",
    )
    .option(
      "--key <attributes>",
      "the key of a table to create: id or id,at:N; exports of AWS do not contain it",
    );
}

import { type Command, InvalidArgumentError } from "commander";
import { addRunFolder } from "./run-folder-option";

/** Options of every command that works with a migration file and its tables. */
export interface MigrationOptions extends TargetOptions {
  readonly region?: string;
  readonly endpoint?: string;
  readonly entity?: string[];
  readonly limit?: number;
  readonly json?: boolean;
}

/** Adds them to a command. */
export function addMigrationOptions(command: Command): Command {
  return addTargetOptions(command.argument("[file]", "migration file", "migration.yaml"))
    .option("--region <region>", "the tables' region (default: the outputs')")
    .option("--endpoint <url>", "endpoint of DynamoDB (default: AWS)")
    .option("-e, --entity <name>", "only this entity; may be given several times (default: all)", addTo)
    .option("--limit <rows>", "maximum number of rows to read of each entity (default: all)", wholeNumber)
    .option("--json", "print the result as JSON on standard output");
}

/** Adds the options that say which tables. */
export function addTargetOptions(command: Command): Command {
  const withOptions = command
    .option(
      "-o, --outputs <file>",
      "Terraform outputs: a file of cdktf output, terraform output -json, or a state file; - for standard input; hcp:<organization>/<workspace> for a workspace of HCP Terraform (default: outputs.json)",
    )
    .option(
      "--stack <name>",
      "the stack to use if the outputs file has several (default: the single primary one)",
    )
    .option("--local", "use the embedded DynamoDB that `local up` started, and its outputs");
  return addRunFolder(withOptions);
}

/** Collects an option that may be given several times; a list after one option would include the file's name. */
export function addTo(value: string, values: readonly string[] = []): string[] {
  return [...values, value];
}

/** A count of at least 1. @throws InvalidArgumentError, with which commander names the option */
export function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  throw new InvalidArgumentError(`expected a whole number of at least 1, got "${text}"`);
}
/** Options that say which tables. */
export interface TargetOptions {
  readonly outputs?: string;
  readonly stack?: string;
  readonly local?: boolean;
  readonly runFolder: string;
}

import { type Command, InvalidArgumentError } from "commander";
import { giveUpAfterMs } from "./give-up-option";
import { addTargetOptions, addTo, wholeNumber, type TargetOptions } from "./migration-options";

/** Options of every command of `cutover`. */
export interface CutoverOptions extends TargetOptions {
  readonly region?: string;
  readonly endpoint?: string;
  /** A table, or `file:` and a path. */
  readonly control?: string;
  readonly ledger?: string;
  readonly entity?: string[];
  readonly json?: boolean;
}

/** Options of the commands that change something. */
export interface CutoverStepOptions extends CutoverOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly expectProcesses?: number;
  /** `false`: `--no-others` was given. */
  readonly others?: boolean;
  readonly maxFreeze?: number;
  readonly acceptLoss?: boolean;
  readonly stores?: string;
  readonly dropColumns?: string[];
}

/** Adds the options that say where the control is, and for which entities. */
export function addCutoverOptions(command: Command): Command {
  return addTargetOptions(
    command
      .option("-e, --entity <name>", "this entity; may be given several times (default: all)", addTo)
      .option(
        "--control <table>",
        "the control's table, or file:<path> (default: that of the outputs, then CUTOVER_CONTROL_TABLE)",
      )
      .option(
        "--ledger <table>",
        "the ledger's table, or file:<folder> (default: that of the outputs, then CUTOVER_LEDGER_TABLE; next to a control that is a file)",
      ),
  )
    .option("--region <region>", "the tables' region (default: the outputs', then AWS_REGION)")
    .option("--endpoint <url>", "endpoint of DynamoDB (default: AWS)")
    .option("--json", "print the result as JSON on standard output");
}

/** Adds `--dry-run` and `--yes`. */
export function addStepOptions(command: Command): Command {
  return addCutoverOptions(command)
    .option("--dry-run", "print the checks and the change; changes nothing")
    .option("--yes", "do not ask; required if there is no terminal");
}

/** Adds the options that say which processes there are. */
function addExpectation(command: Command): Command {
  return command
    .option(
      "--expect-processes <number>",
      "how many processes of the application run, so that one that never reported is noticed",
      wholeNumber,
    )
    .option(
      "--no-others",
      "confirm that there are no processes but those that report: no scheduled job, no frozen Lambda function",
    );
}

/** Adds the options of a flip. */
export function addFlipOptions(command: Command): Command {
  return addExpectation(command).option(
    "--max-freeze <time>",
    "how long a flip may stop writes, such as 500ms or 2s; after it, writes continue and the flip fails (default: 2s)",
    timeMs,
  );
}

/** Adds the options that say how the records of the old store are read and written. */
export function addStores(command: Command): Command {
  return command
    .option(
      "--stores <module>",
      "a module whose default export has old, new and mapping of each entity, as the application gives them to cutover (default: read the old store as the migration's source)",
    )
    .option(
      "--drop-columns <columns>",
      "columns of the old store that the mapping drops, and that may stay as they are there: a,b",
      (text) => text.split(",").map((name) => name.trim()),
    );
}

/** Reads `500ms`, `2s`, `1m` as milliseconds. @throws InvalidArgumentError */
export function timeMs(text: string): number {
  const [, number] = /^(\d{1,6})ms$/.exec(text) ?? [];
  if (number !== undefined && Number(number) >= 100) return Number(number);
  if (number !== undefined || text === "never")
    throw new InvalidArgumentError(`expected a time such as 500ms or 2s, at least 100ms, got "${text}"`);
  return giveUpAfterMs(text);
}

/** A number from 0 to a maximum. @throws InvalidArgumentError */
export function numberUpTo(maximum: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (text.trim() !== "" && number >= 0 && number <= maximum) return number;
    const limit = maximum === Infinity ? "of at least 0" : `from 0 to ${maximum}`;
    throw new InvalidArgumentError(`expected a number ${limit}, got "${text}"`);
  };
}

import { type Command, InvalidArgumentError } from "commander";
import { UsageError } from "../../errors";
import { wholeNumber } from "./migration-options";

export interface WorkersOption {
  /** Processes of this machine that share the work. @default this one */
  readonly workers?: number;
}

/** Most processes of one machine. */
const maxWorkers = 256;

/** Adds `--workers` to a command whose workers are on this machine only. @param what they do */
export function addLocalWorkers(command: Command, what: string): Command {
  return command.option(
    "--workers <processes>",
    `number of processes that ${what}, 1 to ${maxWorkers}; together they keep to --rate (default: this process alone)`,
    localWorkers,
  );
}

/** @throws InvalidArgumentError, with which commander names the option */
function localWorkers(text: string): number {
  const number = wholeNumber(text);
  if (number <= maxWorkers) return number;
  throw new InvalidArgumentError(
    `expected at most ${maxWorkers} processes, since all run on this machine, got ${number}`,
  );
}

/** @param why the option leaves nothing to workers, as a sentence. @throws UsageError if there are any */
export function refuseWorkers({ workers }: WorkersOption, option: string, why: string): void {
  if (workers === undefined) return;
  const message = `--workers and ${option} are mutually exclusive: ${why}; omit --workers`;
  throw new UsageError("options-conflict", message);
}

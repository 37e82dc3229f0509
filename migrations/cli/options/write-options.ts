import { type Command, InvalidArgumentError, Option } from "commander";
import { wholeNumber } from "./migration-options";

/** Maximum of one BatchWriteItem request. */
const maxBatchSize = 25;

/** Adds `--rate`. */
export function addWriteRate(command: Command): Command {
  return command.option(
    "--rate <units>",
    "maximum write units per second of each table and of each of its indexes (default: the capacity that a provisioned table has or scales to)",
    wholeNumber,
  );
}

/** Adds the options of how items are sent. */
export function addRequestOptions(command: Command): Command {
  return addWriteRate(
    command
      .option("--batch-size <items>", "items per request, 1 to 25", batchSize, maxBatchSize)
      .option("--concurrency <requests>", "maximum number of requests in flight", wholeNumber, 8),
  );
}

/** Adds the options of every command that writes items. */
export function addWriteOptions(command: Command): Command {
  return addRequestOptions(command)
    .addOption(
      new Option(
        "--on-conflict <policy>",
        "what to do with items of other clients that have the same key: replace them, skip the row, or reject the row (default: write to empty tables only, and reject)",
      ).choices(["overwrite", "skip", "fail"]),
    )
    .option("--dry-run", "do everything except write; changes nothing")
    .option(
      "--rejects <file>",
      "with --dry-run: write every rejected row to this file, in the format of a run's rejects.jsonl",
    )
    .option(
      "--no-journal",
      "keep no journal, so that the run cannot be rolled back; with --on-conflict, items are not read before they are written",
    )
    .option(
      "--resume [run]",
      "resume this interrupted run, or the latest one; fails if there is none (default: resume if there is one)",
    )
    .option(
      "--no-resume",
      "start a new run, even if an interrupted or a finished one of the same migration exists",
    );
}

/** Reads the items per request. @throws InvalidArgumentError */
function batchSize(text: string): number {
  const number = wholeNumber(text);
  if (number <= maxBatchSize) return number;
  throw new InvalidArgumentError(
    `expected at most ${maxBatchSize} items, which is the service's limit, got ${number}`,
  );
}

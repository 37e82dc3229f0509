import type { RollbackOptions } from "../actions/rollback";
import { wholeNumber } from "../options/migration-options";
import { addRunFolder } from "../options/run-folder-option";
import type { Registration } from "./registration";

/** Registers `rollback`. */
export function addRollback({ program, context, done }: Registration): void {
  const command = program
    .command("rollback")
    .description(
      "undo what a run has written: restore what it overwrote, delete what it created, and nothing else; asks first",
    )
    .argument(
      "[run]",
      "the run's name, as status lists it, its folder, or its location in S3 (default: the latest that was not rolled back)",
    )
    .option("--dry-run", "print what would be undone; changes nothing")
    .option("--yes", "do not ask; required if there is no terminal")
    .option(
      "--rate <units>",
      "maximum write units per second of each table and of each of its indexes (default: no limit)",
      wholeNumber,
    )
    .option(
      "--concurrency <items>",
      "maximum number of items that are undone at the same time",
      wholeNumber,
      128,
    )
    .option("--local", "the run's tables are in the embedded DynamoDB that `local up` started")
    .option("--json", "print the result as JSON on standard output");
  addRunFolder(command).action(async (run: string | undefined, options: RollbackOptions) =>
    done(await (await import("../actions/rollback.js")).rollback(run, options, context)),
  );
}

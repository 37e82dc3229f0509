import type { RevertOptions } from "../actions/revert";
import { wholeNumber } from "../options/migration-options";
import { addTableCommandOptions } from "../options/table-options";
import { addWriteRate } from "../options/write-options";
import { type Registration, examples } from "./registration";

const help = examples(
  "revert s3://exports/forum/AWSDynamoDB/01693685827463-2d8752fd --dry-run",
  "revert AWSDynamoDB/01693685827463-2d8752fd --table posts --yes",
  "rollback                                  # undo the revert",
);

/** Registers `revert`. */
export function addRevert({ program, context, done }: Registration): void {
  const command = program
    .command("revert")
    .description(
      "undo what was written to a table in the period of an incremental export, such as a bad load: restore the old items, delete the new ones, and keep items that were changed since; asks first",
    )
    .argument(
      "<exports...>",
      "incremental exports with old images: folders, s3://bucket/prefix/AWSDynamoDB/<export id>, or ARNs",
    );
  addWriteRate(addTableCommandOptions(command))
    .option("--to <table>", "the table's id in the outputs (default: the table of the export)")
    .option("--table <name>", "the table's name in AWS, in the outputs or not, or its id in the outputs")
    .option(
      "--concurrency <items>",
      "maximum number of items that are changed at the same time",
      wholeNumber,
      128,
    )
    .option("--dry-run", "count what would be undone; changes nothing")
    .option(
      "--rejects <file>",
      "with --dry-run: write every item that would be kept to this file, in the format of a run's rejects.jsonl",
    )
    .option("--yes", "do not ask; required if there is no terminal")
    .option(
      "--resume [run]",
      "resume this interrupted revert, or the latest one; fails if there is none (default: resume if there is one)",
    )
    .option("--no-resume", "start a new revert, even if an interrupted one of the same exports exists")
    .addHelpText("after", help)
    .action(async (exports: string[], options: RevertOptions) =>
      done(await (await import("../actions/revert.js")).revert(exports, options, context)),
    );
}

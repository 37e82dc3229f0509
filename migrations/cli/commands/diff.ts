import type { DiffOptions } from "../actions/diff";
import { wholeNumber } from "../options/migration-options";
import { readRateHelp } from "../options/read-options";
import { addTableCommandOptions } from "../options/table-options";
import { examples, type Registration } from "./registration";

const side = "a table's name or id, or dynamodb:<region or endpoint>/<table>?profile=<name>";

/** Registers `diff`. */
export function addDiff({ program, context, done }: Registration): void {
  const command = program
    .command("diff")
    .description("compare the items of two tables of any regions, accounts or endpoints, contents included")
    .argument("<first>", side)
    .argument("<second>", side);
  addTableCommandOptions(command)
    .option("--segments <count>", "segments of each table that are scanned in parallel", wholeNumber, 4)
    .option("--read-rate <units>", readRateHelp, wholeNumber)
    .addHelpText(
      "after",
      examples(
        "diff users users-restored",
        "diff users 'dynamodb:eu-west-1/users?profile=disaster-recovery'",
      ),
    )
    .action(async (first: string, second: string, options: DiffOptions) =>
      done(await (await import("../actions/diff.js")).diff(first, second, options, context)),
    );
}

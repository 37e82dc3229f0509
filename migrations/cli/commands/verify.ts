import type { VerifyOptions } from "../actions/verify";
import { addMigrationOptions, wholeNumber } from "../options/migration-options";
import { readRateHelp } from "../options/read-options";
import type { Registration } from "./registration";

/** Registers `verify`. */
export function addVerify({ program, context, done }: Registration): void {
  const command = program
    .command("verify")
    .description(
      "compare the source with the tables both ways, contents included, and name the keys that differ; with --limit, or with only some entities of a table, extra items are not looked for",
    );
  addMigrationOptions(command)
    .option(
      "--sample <items>",
      "look up this many items of each table, picked at random, instead of scanning it (default: compare all)",
      wholeNumber,
    )
    .option(
      "--repair",
      "write the missing and changed items from the source, as a run that can be rolled back, then compare again; extra items are not changed",
    )
    .option(
      "--rate <units>",
      "maximum write units per second that a repair consumes of each table (default: no limit)",
      wholeNumber,
    )
    .option(
      "--live",
      "compare while `follow` runs: an item that differs is compared again after follow has carried over every change up to then",
    )
    .option("--read-rate <units>", readRateHelp, wholeNumber)
    .option(
      "--workers <processes>",
      "number of processes that compare; together they keep to --read-rate (default: this process alone)",
      wholeNumber,
    )
    .option(
      "--split-tables",
      "with --workers: split tables of MySQL and PostgreSQL into ranges, each of which is read as it is then; only for databases that nothing writes to meanwhile (default: ranges of one PostgreSQL snapshot; a MySQL table is read by one process)",
    )
    .action(async (file: string, options: VerifyOptions) =>
      done(await (await import("../actions/verify.js")).verify(file, options, context)),
    );
}

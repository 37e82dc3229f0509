import type { PlanOptions } from "../actions/plan";
import { addMigrationOptions, wholeNumber } from "../options/migration-options";
import { addPrice, priceHelp } from "../options/price-option";
import type { Registration } from "./registration";

/** Registers `plan`. */
export function addPlan({ program, context, done }: Registration): void {
  const command = program
    .command("plan")
    .description(
      "check the tables, read the source and estimate a run: items, bytes, write units, hot keys, rejected rows, time, cost; writes nothing",
    );
  addMigrationOptions(command)
    .option("--offline", "do not contact the tables; only the source and the outputs are read")
    .option("--follow", "check, too, that run --follow can follow the source")
    .option(
      "--rate <units>",
      "write capacity to assume for the time estimate, in units per second (default: each table's initial capacity)",
      wholeNumber,
    )
    .option(
      "--workers <processes>",
      "show, too, the shards of a run with this number of workers, and what they cost on AWS Batch",
      wholeNumber,
    )
    .option("--split-tables", "with --workers: as run --split-tables")
    .option("--price <what=usd>", priceHelp, addPrice)
    .option(
      "--rejects <file>",
      "write every rejected row to this file, in the format of a run's rejects.jsonl",
    )
    .action(async (file: string, options: PlanOptions) =>
      done(await (await import("../actions/plan.js")).plan(file, options, context)),
    );
}

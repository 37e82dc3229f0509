import { Option } from "commander";
import type { RunOptions } from "../actions/run";
import { addMetrics } from "../options/follow-options";
import { addMigrationOptions } from "../options/migration-options";
import { wholeNumber } from "../options/migration-options";
import { addWriteOptions } from "../options/write-options";
import type { Registration } from "./registration";

/** Registers `run`. */
export function addRun({ program, context, done }: Registration): void {
  const command = program
    .command("run")
    .description("move the rows into the tables; resumes an interrupted run");
  const following = addWriteOptions(addMigrationOptions(command)).option(
    "--follow",
    "once the rows are moved, carry the changes over that were made to the source since the run started (see follow)",
  );
  addMetrics(following)
    .option(
      "--workers <processes>",
      "number of processes that move the rows, each with its own --concurrency; together they keep to --rate (default: this process alone)",
      wholeNumber,
    )
    .option(
      "--split-tables",
      "with --workers: split tables of MySQL and PostgreSQL into ranges, each of which is read as it is then; only for databases that nothing writes to meanwhile (default: a table is read as it is at one moment, in ranges of one PostgreSQL snapshot if all workers are on this machine, else as one shard; with --follow, tables are always split)",
    )
    .option(
      "--location <url>",
      "where machines share the state of a run with --workers: s3://bucket/prefix, followed by ?region=<region> if it is not AWS_REGION's; each location has one run (default: the run's folder on this machine)",
    )
    .addOption(
      new Option(
        "--on <service>",
        "where the workers run: batch submits them to AWS Batch, to the queue of the output migration_workers, with --location below its location and --workers up to 10,000 (default: <location>/<migration>, and its maximum, or one for each 250 units of --rate); waits, shows progress and joins the shards (default: on this machine)",
      ).choices(["batch"]),
    )
    .option(
      "--detach",
      "with --on batch: exit once the workers are submitted; repeat the command without it to wait for them and to join the shards",
    )
    .action(async (file: string, options: RunOptions & { resume?: string | boolean }) =>
      done(await (await import("../actions/run.js")).run(file, options, context)),
    );
}

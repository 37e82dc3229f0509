import { InvalidArgumentError } from "commander";
import type { WorkOptions } from "../actions/work";
import { defaultRunFolder } from "../options/run-folder-option";
import type { Registration } from "./registration";

const locationHelp =
  "the run's folder, such as .dynamodb-migrate/shop-20261124-090000, or its location in S3, s3://bucket/prefix";

/** Registers `work`. */
export function addWork({ program, context, done }: Registration): void {
  program
    .command("work")
    .description(
      "be one more worker of a run that was started with run --workers: move shards until none is left; run starts its workers itself",
    )
    .argument("<location>", locationHelp)
    .option(
      "--index <number>",
      "which of the workers it is, from 0: where it looks for shards first (default: AWS_BATCH_JOB_ARRAY_INDEX, then 0)",
      index,
    )
    .option(
      "--run-folder <folder>",
      "folder for the files of the shards that it works on, for a run in S3",
      defaultRunFolder,
    )
    .action(async (location: string, options: WorkOptions) =>
      done(await (await import("../actions/work.js")).work(location, options, context)),
    );
}

/** Registers `task-work`, which commands with `--workers` start. */
export function addTaskWork({ program, context, done }: Registration): void {
  program
    .command("task-work", { hidden: true })
    .argument("<folder>")
    .action(async (folder: string) =>
      done(await (await import("../actions/task-work.js")).taskWork(folder, context)),
    );
}

/** Registers `stop`. */
export function addStop({ program, context, done }: Registration): void {
  program
    .command("stop")
    .description("stop the workers of a run that was started with run --workers; it can be resumed")
    .argument("<location>", locationHelp)
    .action(async (location: string) =>
      done(await (await import("../actions/stop.js")).stop(location, context)),
    );
}

function index(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 0) return number;
  throw new InvalidArgumentError(`expected a whole number of at least 0, got "${text}"`);
}

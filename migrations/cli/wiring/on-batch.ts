import { UsageError } from "../../errors";
import type { WorkersOutput } from "../../targets/workers-output";
import type { Migration } from "./open-migration";
import type { WorkersOptions } from "./workers-order";

/** Write units per second of a rate, of which a smaller part is not worth a container. */
const unitsPerWorker = 250;

/**
 * The options of a run on AWS Batch, with those that are not given: as many workers as there are at most and as the rate is worth,
 * and the migration's own location. Others are returned as they are.
 * @throws UsageError if there are no workers on AWS Batch, or the options do not fit them
 */
export function onBatch<Options extends WorkersOptions>(
  options: Options,
  { definition, workers: output }: Pick<Migration, "definition" | "workers">,
): Options {
  if (options.on === undefined) {
    if (options.detach) throw new UsageError("options-conflict", "--detach needs --on batch");
    return options;
  }
  if (options.local)
    throw new UsageError("options-conflict", "--on batch and --local are mutually exclusive");
  const found = workersIn(output, options);
  const { location = `${found.location}/${definition.name}`, rate = Infinity } = options;
  const { workers = Math.min(found.maxWorkers, Math.max(1, Math.floor(rate / unitsPerWorker))) } = options;
  checkLocation(location, found);
  if (workers > 10_000)
    throw new UsageError(
      "batch-unknown",
      `--workers must be at most 10,000 with --on batch, which is the limit of an array job, got ${workers}`,
    );
  return { ...options, workers, location };
}

/** @throws UsageError if the outputs have none */
export function workersIn(
  output: WorkersOutput | undefined,
  { outputs = "outputs.json" }: Pick<WorkersOptions, "outputs">,
): WorkersOutput {
  if (output) return output;
  throw new UsageError(
    "batch-unknown",
    `${outputs} has no output migration_workers; add migrationWorkers to tables.yaml and apply it`,
  );
}

/** The workers may use the objects below their location, and no others. */
function checkLocation(location: string, output: WorkersOutput): void {
  const [place = ""] = location.split("?");
  if (place.startsWith(`${output.location}/`)) return;
  throw new UsageError(
    "batch-unknown",
    `--location must be below ${output.location}, which the workers may use, got "${location}"`,
  );
}

/** The name of the job of a run: 1 to 128 letters, digits, hyphens and underscores. */
export function jobName(run: string): string {
  return run.replace(/[^A-Za-z0-9_-]+/g, "-").slice(0, 128);
}

/** What to say of a run that is left to its workers. */
export function detachedText({ location = "" }: Pick<WorkersOptions, "location">): string {
  return `The workers continue by themselves. Watch them with: dynamodb-migrate status ${location}. Once they have finished, repeat this command without --detach: it joins the shards`;
}

import { UsageError } from "../../errors";
import type { ProcessContext } from "../process-context";
import { isInS3 } from "./open-objects";
import { requireWorkers } from "./require-workers";
import type { WorkersOptions } from "./workers-order";

/** Options that a run with several workers does not have. @throws UsageError */
export function refuseWithWorkers(options: WorkersOptions, context: ProcessContext): void {
  refuseLocation(options);
  requireWorkersToSplit(options);
  if (options.workers === undefined) return;
  const other = options.dryRun
    ? "--dry-run"
    : options.limit !== undefined
      ? "--limit"
      : !options.journal
        ? "--no-journal"
        : options.outputs === "-"
          ? "--outputs -"
          : undefined;
  if (other !== undefined)
    throw new UsageError("options-conflict", `--workers and ${other} are mutually exclusive`);
  if (options.on === undefined) requireWorkers(context);
}

/** @throws UsageError if there are no workers for ranges of tables */
export function requireWorkersToSplit({
  splitTables,
  workers,
  on,
}: Partial<Pick<WorkersOptions, "splitTables" | "workers" | "on">>): void {
  if (splitTables && workers === undefined && on === undefined)
    throw new UsageError("options-conflict", "--split-tables needs --workers");
}

function refuseLocation({ location, workers, dryRun }: WorkersOptions): void {
  if (location === undefined) return;
  if (!isInS3(location))
    throw new UsageError(
      "s3-location-invalid",
      `--location must be s3://bucket/prefix, got "${location}"; a folder of this machine is named with --run-folder`,
    );
  if (workers === undefined || dryRun)
    throw new UsageError(
      "options-conflict",
      dryRun ? "--location and --dry-run are mutually exclusive" : "--location needs --workers",
    );
}

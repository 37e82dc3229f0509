import { RunnerError, UsageError } from "../../errors";
import { readManifest } from "../../table-files/export/dynamodb-export-manifest";
import { IncrementalExport } from "../../table-files/export/incremental-export";
import type { ExportLocation } from "../../table-files/export/export-location";
import type { ExitCode } from "../exit-code";
import { nextCommand } from "../output/next-command";
import { closing, openRejects, refuseRejects } from "../output/rejects-file";
import type { ProcessContext } from "../process-context";
import { ChangeRun } from "../wiring/change-run";
import { findExports } from "../wiring/find-exports";
import { openChanges } from "../wiring/open-changes";
import { openTableAccess, type TableAccess } from "../wiring/table-access";
import { exitCodeOfRun } from "../wiring/exit-code-of-run";
import { showRun } from "../output/show-run";
import { refuseWorkers } from "../options/workers-option";
import type { RestoreOptions } from "./restore";

/**
 * `dynamodb-migrate import` of incremental exports: writes the items that were written in their periods, and deletes
 * those that were deleted. `undefined` if the paths hold no incremental export.
 */
export async function importChanges(
  paths: readonly string[],
  options: RestoreOptions,
  context: ProcessContext,
): Promise<ExitCode | undefined> {
  if (paths.length === 0) return undefined;
  refuseRejects(options);
  const access = await openTableAccess(options, context, options.to !== undefined);
  try {
    const exports = await incrementalsIn(await findExports(paths, access, context));
    if (exports.length === 0) return undefined;
    refuseWorkers(options, "incremental exports", "their changes are made one after the other");
    return await importAll(exports, options, access, context);
  } finally {
    access.client.destroy();
  }
}

/** The exports if they are incremental. @throws UsageError if only some are */
async function incrementalsIn(locations: readonly ExportLocation[]): Promise<IncrementalExport[]> {
  const full: string[] = [];
  const changes: ExportLocation[] = [];
  for (const location of locations) {
    if (await isIncremental(location)) changes.push(location);
    else full.push(location.shown);
  }
  if (full.length > 0 && changes.length > 0)
    throw new UsageError(
      "exports-mixed",
      `${full[0]} is a full export and ${changes[0]?.shown} an incremental one; import the full one first, then the changes`,
    );
  return Promise.all(changes.map((location) => IncrementalExport.open(location)));
}

/** What cannot be read is refused by the import of full exports, which checks every file. */
async function isIncremental(location: ExportLocation): Promise<boolean> {
  const manifest = await readManifest(location).catch((error: unknown) => {
    if (error instanceof RunnerError) return undefined;
    throw error;
  });
  return manifest?.isIncremental ?? false;
}

async function importAll(
  exports: readonly IncrementalExport[],
  options: RestoreOptions,
  access: TableAccess,
  context: ProcessContext,
): Promise<ExitCode> {
  if (options.makeTable)
    throw new UsageError(
      "options-conflict",
      "--make-table does not apply to incremental exports: changes are made to a table that has the items before them",
    );
  const blind = exports.find(({ hasOldImages }) => !hasOldImages);
  if (blind && options.onConflict !== "overwrite")
    throw new UsageError(
      "export-without-old-images",
      `${blind.shown} has no old images (outputView NEW_IMAGES), so it cannot be told which items other clients have changed; import it with --on-conflict overwrite, or export the same period again with both images`,
    );
  const changes = await openChanges("import", exports, options, access);
  const concurrency = options.batchSize * options.concurrency;
  const run = new ChangeRun(changes, access, { ...options, concurrency }, context);
  const rejects = options.dryRun ? await openRejects(options, context) : undefined;
  const result = await closing(rejects, () =>
    options.dryRun ? run.dry(rejects?.add) : run.apply(() => Promise.resolve()),
  );
  showRun(result, { options, context, next: nextCommand("status", [], options) });
  return exitCodeOfRun(result);
}

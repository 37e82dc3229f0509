import { InterruptedError, UsageError } from "../../errors";
import { counted } from "../../report/quantity";
import { IncrementalExport } from "../../table-files/export/incremental-export";
import type { ExitCode } from "../exit-code";
import type { TableCommandOptions } from "../options/table-options";
import { nextCommand } from "../output/next-command";
import { closing, openRejects, refuseRejects, type RejectsOptions } from "../output/rejects-file";
import type { ProcessContext } from "../process-context";
import { ChangeRun } from "../wiring/change-run";
import { findExports } from "../wiring/find-exports";
import { openChanges, type OpenedChanges, timeText } from "../wiring/open-changes";
import { openTableAccess, type TableAccess } from "../wiring/table-access";
import { exitCodeOfRun } from "../wiring/exit-code-of-run";
import { showRun } from "../output/show-run";

export interface RevertOptions extends TableCommandOptions, RejectsOptions {
  readonly to?: string;
  readonly table?: string;
  readonly dryRun?: boolean;
  /** Without asking. */
  readonly yes?: boolean;
  readonly resume?: string | boolean;
  /** Write units per second; see `writeRate`. */
  readonly rate?: number;
  /** Items that are changed at the same time. */
  readonly concurrency: number;
}

/** `dynamodb-migrate revert`: undoes the changes of incremental exports. */
export async function revert(
  names: readonly string[],
  options: RevertOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  refuseRejects(options);
  const access = await openTableAccess(options, context, options.to !== undefined);
  try {
    const changes = await openChanges("revert", await openAll(names, access, context), options, access);
    const run = new ChangeRun(changes, access, options, context);
    const rejects = options.dryRun ? await openRejects(options, context) : undefined;
    const result = await closing(rejects, () =>
      options.dryRun ? run.dry(rejects?.add) : run.apply(() => confirm(changes, access, options, context)),
    );
    showRun(result, { options, context, next: nextCommand("status", [], options) });
    return exitCodeOfRun(result);
  } finally {
    access.client.destroy();
  }
}

/** @throws UsageError if an export is not incremental, or has no old images; UnreachableError */
async function openAll(
  names: readonly string[],
  access: TableAccess,
  context: ProcessContext,
): Promise<IncrementalExport[]> {
  const locations = await findExports(names, access, context);
  if (locations.length === 0)
    throw new UsageError(
      "backup-wrong",
      `${names.join(", ")}: no export found; expected a folder with a manifest-summary.json, s3://bucket/prefix/AWSDynamoDB/<export id>, or the ARN of an export`,
    );
  const exports = await Promise.all(locations.map((location) => IncrementalExport.open(location)));
  const blind = exports.find(({ hasOldImages }) => !hasOldImages);
  if (!blind) return exports;
  throw new UsageError(
    "export-without-old-images",
    `${blind.shown} has no old images (outputView NEW_IMAGES), so it cannot be reverted; export the same period again with both images`,
  );
}

/** Shows what will be undone and asks a person to confirm it. @throws UsageError if nobody confirms it */
async function confirm(
  { exports, table, total }: OpenedChanges,
  { place }: TableAccess,
  { yes, json }: RevertOptions,
  { ask, error, signal }: ProcessContext,
): Promise<void> {
  const [last, first] = [exports[0], exports.at(-1)] as [IncrementalExport, IncrementalExport];
  if (!json) {
    error(`To be reverted: table ${table.table.name} in ${place}`);
    error(
      `  ${counted(total, "item")} that any client changed from ${timeText(first.fromTime)} to ${timeText(last.toTime)}`,
    );
    error(
      "  items that were created are deleted; items that were changed or deleted are restored; items changed since stay as they are",
    );
  }
  if (yes) return;
  if (!ask)
    throw new UsageError(
      "not-confirmed",
      "nothing was reverted: this is no terminal where you could be asked; confirm it with --yes",
    );
  const typed = await ask("Type yes to revert: ").catch((cause: unknown) => {
    if (signal.aborted) throw new InterruptedError("interrupted; nothing was reverted");
    throw cause;
  });
  if (/^y(es)?$/i.test(typed.trim())) return;
  throw new UsageError("not-confirmed", `nothing was reverted: expected yes, got "${typed.trim()}"`);
}

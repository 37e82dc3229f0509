import { resolve } from "node:path";
import type { Checkpoint } from "../../run-store/checkpoint";
import { RunFolder } from "../../run-store/folder/run-folder";
import { nextNumber, readRuns } from "../../run-store/folder/run-list";
import { checkFirstRows } from "../../pipeline/read/first-rows";
import type { SyncResult } from "../../pipeline/sync/sync-result";
import type { ConflictPolicy } from "../../pipeline/run/entity-run";
import { addsUp } from "../../pipeline/read/tally";
import { totalOf } from "../../pipeline/run/run-result";
import { syncJson } from "../../report/json/sync-json";
import { syncText } from "../../report/text/sync-text";
import { withoutResume } from "../../command-line";
import { exitCode, type ExitCode, exitCodeOf } from "../exit-code";
import type { SyncOptions } from "../options/sync-options";
import { nextCommand } from "../output/next-command";
import { printJson } from "../output/print-json";
import type { ProcessContext } from "../process-context";
import { chooseRun, damagedWarnings, newRunName } from "../wiring/choose-run";
import { connect } from "../wiring/dynamodb";
import { obeyAuthority } from "../wiring/obey-authority";
import { openMigration } from "../wiring/open-migration";
import { prepareTables } from "../wiring/prepare-tables";
import { syncName } from "../wiring/recorded-items";
import { opener } from "../wiring/run-opener";
import { runRequest } from "../wiring/run-request";
import { refusePartialDeletes } from "../wiring/partial-deletes";
import type { SyncParts } from "../wiring/sync-parts";
import { dryRunSync, SyncRun } from "../wiring/sync-run";

/** `dynamodb-migrate sync`: writes what has changed in the source since the last run. */
export async function sync(file: string, options: SyncOptions, context: ProcessContext): Promise<ExitCode> {
  const migration = await openMigration(file, options, context);
  const next = nextCommand("verify", [file], options);
  const order = { migration, options, context, next };
  return syncOpened(order, (result) => show(result, order));
}

/** The same for a migration that was opened before. @param show shows how it ended */
export async function syncOpened(
  { migration, options, context, next }: Pick<SyncParts, "migration" | "options" | "context" | "next">,
  show: (result: SyncResult) => void,
): Promise<ExitCode> {
  if (!options.dryRun) await obeyAuthority("sync", migration, options, context);
  refusePartialDeletes(migration.definition, migration.target, options);
  await checkFirstRows(migration, options.entity);
  const connection = connect(migration, options, context);
  try {
    const parent = resolve(context.cwd, options.runFolder);
    const list = await readRuns(parent);
    damagedWarnings(list.damaged).forEach(context.error);
    const request = runRequest(migration, connection, options, syncName(migration.definition.name));
    const interrupted = chooseRun(list, request);
    const earlier = options.dryRun ? undefined : interrupted;
    const conflict =
      options.onConflict ?? (earlier?.options["onConflict"] as ConflictPolicy | undefined) ?? "fail";
    const preparation = await prepareTables(
      migration,
      { ...options, onConflict: conflict },
      connection,
      earlier,
    );
    const parts = { migration, options, context, connection, preparation, parent, list, next };
    const result = options.dryRun ? await dryRunSync(parts) : await syncForGood(parts, earlier);
    show(result);
    return exitCodeFor(result);
  } finally {
    connection.client.destroy();
  }
}

async function syncForGood(parts: SyncParts, earlier: Checkpoint | undefined): Promise<SyncResult> {
  const { context, list, migration, parent } = parts;
  const taken = [...list.runs, ...list.damaged].map(({ run }) => run);
  const run = earlier?.run ?? newRunName(syncName(migration.definition.name), context.now(), taken);
  const store = await RunFolder.open(parent, run, opener(context));
  try {
    if (earlier) context.error(`Resuming sync ${run} (--no-resume starts over)`);
    return await new SyncRun(parts, store, nextNumber(list)).run();
  } finally {
    await store.close();
  }
}

function show(
  result: SyncResult,
  { options, context, next }: Pick<SyncParts, "options" | "context" | "next">,
): void {
  if (options.json) printJson("sync", syncJson(result), context);
  else {
    const commands = { next, again: withoutResume(context.args) };
    syncText(result, commands, context.columns?.()).forEach(context.error);
  }
}

function exitCodeFor({ run, tables }: SyncResult): ExitCode {
  const failure = run.failure ?? run.entities.find((entity) => entity.failure)?.failure;
  if (failure) return exitCodeOf(failure) ?? exitCode.unreachable;
  const total = totalOf(run);
  const isIncomplete = tables.some(({ refusal, kept }) => refusal !== undefined || kept > 0);
  return total.rejected === 0 && addsUp(total) && !isIncomplete ? exitCode.done : exitCode.incomplete;
}

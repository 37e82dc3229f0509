import { join, resolve } from "node:path";
import { isLocked, lockFile } from "../../run-store/folder/process-lock";
import { byteSize, duration } from "../../report/quantity";
import { followLine } from "../../report/text/follow-text";
import { exitCode, type ExitCode } from "../exit-code";
import { printJson } from "../output/print-json";
import type { ProcessContext } from "../process-context";
import { connect } from "../wiring/dynamodb";
import { chooseFollowedRun } from "../wiring/followed-run";
import { openLog } from "../wiring/open-follow";
import { openMigration } from "../wiring/open-migration";
import { processesOf } from "../wiring/run-opener";
import { type FollowOptions, requestOf } from "./follow";

/** `dynamodb-migrate follow status`: how far following has come, and what of the source's log is left. */
export async function followStatus(
  file: string,
  options: FollowOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const migration = await openMigration(file, options, context);
  const connection = connect(migration, options, context);
  connection.client.destroy();
  const parent = resolve(context.cwd, options.runFolder);
  const request = requestOf(migration, connection, options);
  const { run, state } = await chooseFollowedRun(parent, request, options.run, {
    options,
    error: context.error,
  });
  const isRunning = await isLocked(join(parent, run.run, lockFile), processesOf(context));
  const { log } = await openLog(migration, connection, context.signal);
  try {
    const source = await log.state(state.position);
    const { position, counts, dirty, rejected, lagMs, updatedAt } = state;
    const phase = isRunning ? state.phase : state.phase === "lost" ? "lost" : "stopped";
    const status = {
      ...{ run: run.run, phase, isRunning, position, counts, dirty, rejected: rejected.length },
      ...{ lagSeconds: lagMs / 1000, updatedAt, notes: [...source.notes] },
      ...(source.bytesBehind !== undefined && { bytesBehind: source.bytesBehind }),
      ...(source.retentionLeftMs !== undefined && { retentionLeftSeconds: source.retentionLeftMs / 1000 }),
    };
    if (options.json) {
      printJson("follow-status", status, context);
      return exitCode.done;
    }
    const lines = [
      `Run ${run.run}: ${phase}, as of ${updatedAt}`,
      followLine({ counts, dirty, rejected: rejected.length, lagMs }),
      `Position: ${position}`,
      ...(source.bytesBehind === undefined ? [] : [`Log after it: ${byteSize(source.bytesBehind)}`]),
      ...(source.retentionLeftMs === undefined
        ? []
        : [`The source keeps it for ${duration(source.retentionLeftMs / 1000)} more`]),
      ...source.notes,
    ];
    lines.forEach(context.error);
    return exitCode.done;
  } finally {
    await log.close();
  }
}

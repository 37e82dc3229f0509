import { join } from "node:path";
import { settledMilliseconds } from "../../../cutover/late-writes";
import { isLocked, lockFile } from "../../run-store/folder/process-lock";
import { byteSize, duration } from "../../report/quantity";
import { followLine, suspendedLines, unansweredLines } from "../../report/text/follow-text";
import { exitCode, type ExitCode } from "../exit-code";
import { printJson } from "../output/print-json";
import type { ProcessContext } from "../process-context";
import { openFollowed } from "../wiring/open-followed";
import { openLog } from "../wiring/open-follow";
import { processesOf } from "../wiring/run-opener";
import type { FollowOptions } from "../options/follow-options";

/** `dynamodb-migrate follow status`: how far following has come, and what of the source's log is left. */
export async function followStatus(
  file: string,
  options: FollowOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const { migration, connection, found, parent } = await openFollowed(file, options, context);
  connection.client.destroy();
  const { run, state } = found;
  const isRunning = await isLocked(join(parent, run.run, lockFile), processesOf(context));
  const { log } = await openLog(migration, connection, context.signal);
  try {
    const source = await log.state(state.position);
    const { position, counts, dirty, rejected, suspended = [], lagMs, updatedAt, unanswered } = state;
    const phase = isRunning ? state.phase : state.phase === "lost" ? "lost" : "stopped";
    const status = {
      ...{ run: run.run, phase, isRunning, position, counts, dirty, rejected: rejected.length },
      suspended: [...suspended],
      ...{ lagSeconds: lagMs / 1000, updatedAt, notes: [...source.notes] },
      ...(unanswered && { unansweredAt: unanswered.at }),
      ...(source.bytesBehind !== undefined && { bytesBehind: source.bytesBehind }),
      ...(source.retentionLeftMs !== undefined && { retentionLeftSeconds: source.retentionLeftMs / 1000 }),
    };
    if (options.json) {
      printJson("follow-status", status, context);
      return exitCode.done;
    }
    const lines = [
      `Run ${run.run}: ${phase}, as of ${updatedAt}`,
      followLine({ counts, dirty, rejected: rejected.length, suspended, lagMs }),
      ...suspendedLines(suspended),
      ...(unanswered ? unansweredLines(unanswered.at, settledMilliseconds, context.now()) : []),
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

import { RunFolder } from "../../run-store/folder/run-folder";
import { readFollowState, saveFollowState } from "../../run-store/follow/follow-file";
import { exitCode, type ExitCode } from "../exit-code";
import { printJson } from "../output/print-json";
import type { ProcessContext } from "../process-context";
import { openFollowed } from "../wiring/open-followed";
import { openLog } from "../wiring/open-follow";
import { opener } from "../wiring/run-opener";
import type { FollowOptions } from "../options/follow-options";

/** `dynamodb-migrate follow end`: removes from the source what following needed. Refused while a process follows. */
export async function followEnd(
  file: string,
  options: FollowOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const { migration, connection, found, parent } = await openFollowed(file, options, context);
  connection.client.destroy();
  const store = await RunFolder.open(parent, found.run.run, opener(context));
  const { log } = await openLog(migration, connection, context.signal);
  try {
    const removed = await log.remove();
    const state = (await readFollowState(store.folder)) ?? found.state;
    await saveFollowState(store.folder, { ...state, phase: "ended", updatedAt: context.now().toISOString() });
    if (options.json) printJson("follow-end", { run: store.run, removed: [...removed] }, context);
    else {
      context.error(`Run ${store.run} is no longer followed`);
      for (const one of removed) context.error(`Removed from the source: ${one}`);
    }
    return exitCode.done;
  } finally {
    await log.close();
    await store.close();
  }
}

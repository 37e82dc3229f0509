import { InterruptedError, RunnerError, UsageError } from "../../errors";
import type { RunFolder } from "../../run-store/folder/run-folder";
import { readFollowState, saveFollowState } from "../../run-store/follow/follow-file";
import type { LogPosition } from "../../sources/change-log";
import type { ProcessContext } from "../process-context";
import type { Connection } from "./dynamodb";
import { checkFollowing, type Following, openLog } from "./open-follow";
import type { Migration } from "./open-migration";

/** Takes the position of the log before the first row of a run is read. */
export async function prepareFollowing(store: RunFolder, following: Following, now: Date): Promise<void> {
  await saveFirstPosition(store, following, await following.log.begin(), now);
}

/**
 * The same for a run without --follow, so that it can be followed later: if the source can be followed, and the position
 * can be taken without creating or locking anything in it.
 */
export async function prepareInCase(
  store: RunFolder,
  migration: Migration,
  names: readonly string[] | undefined,
  place: Pick<Connection, "place">,
  context: ProcessContext,
): Promise<void> {
  if (!migration.source.changeLog) return;
  try {
    const following = await openLog(migration, place, context.signal, names);
    try {
      if (!following.log.passivePosition) return;
      await checkFollowing(migration, following);
      const position = await following.log.passivePosition();
      if (position !== undefined) await saveFirstPosition(store, following, position, context.now());
    } finally {
      await following.log.close();
    }
  } catch (error) {
    // The run does not need it.
    if (!(error instanceof RunnerError) || error instanceof InterruptedError) throw error;
  }
}

async function saveFirstPosition(
  store: RunFolder,
  { name }: Following,
  position: LogPosition,
  now: Date,
): Promise<void> {
  const at = now.toISOString();
  const counts = { inserts: 0, updates: 0, deletes: 0, written: 0, deleted: 0, unchanged: 0 };
  await saveFollowState(store.folder, {
    ...{ formatVersion: 1, phase: "prepared", position, name, startedAt: at, updatedAt: at },
    ...{ counts, rejected: [], dirty: 0, lagMs: 0 },
  });
}

/** Saves, for the process that follows the run, that writes of the run had no response. */
export async function noteLostWrites(
  { folder }: RunFolder,
  entities: readonly string[],
  at: Date,
): Promise<void> {
  const state = await readFollowState(folder);
  if (!state) return;
  await saveFollowState(folder, { ...state, unanswered: { at: at.toISOString(), unmarked: entities } });
}

/** @throws UsageError if the position was not taken when the run started */
export async function requireFollowed({ folder, run }: RunFolder): Promise<void> {
  if (await readFollowState(folder)) return;
  throw new UsageError(
    "not-followed",
    `the position in the source's log before the first row of run ${run} is not known, because it was started without --follow; finish it without --follow, or start over with --follow --no-resume`,
  );
}

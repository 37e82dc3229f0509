import { join } from "node:path";
import type { RunStore } from "../../run-store/checkpoint";
import { UsageError } from "../../errors";
import { journalFile, JournalFile } from "../../run-store/journal/journal-file";

/**
 * Opens the journal of a run; `undefined` if it keeps none. A run keeps a journal from its start or not at all: a part of
 * one would roll back a part of the run.
 * @throws UsageError if the run was started otherwise, or its journal is damaged
 */
export async function openJournal(
  { checkpoint, run, folder }: Pick<RunStore, "checkpoint" | "run" | "folder">,
  isWanted: boolean,
): Promise<JournalFile | undefined> {
  const mark = checkpoint?.journal;
  if (checkpoint && !mark && isWanted)
    throw new UsageError(
      "journal-missing",
      `run ${run} was started with --no-journal; resume it with --no-journal, or start over with --no-resume`,
    );
  if (mark && !isWanted)
    throw new UsageError(
      "journal-kept",
      `run ${run} keeps a journal, so that it can be rolled back; resume it without --no-journal, or start over with --no-resume`,
    );
  return isWanted ? JournalFile.open(join(folder, journalFile), mark) : undefined;
}

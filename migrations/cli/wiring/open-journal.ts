import { join } from "node:path";
import type { DamagedTail } from "../../run-store/journal/damaged-tail";
import { count, counted } from "../../report/quantity";
import type { RunStore } from "../../run-store/checkpoint";
import { UsageError } from "../../errors";
import { journalFile, JournalFile } from "../../run-store/journal/journal-file";

/**
 * Opens the journal of a run; `undefined` if it keeps none. A run keeps a journal from its start or not at all: a part of
 * one would roll back a part of the run.
 * @param stored stores elsewhere, too, what was appended before. @default the file is enough
 * @throws UsageError if the run was started otherwise, or its journal is damaged
 */
export async function openJournal(
  { checkpoint, run, folder }: Pick<RunStore, "checkpoint" | "run" | "folder">,
  isWanted: boolean,
  stored?: () => Promise<void>,
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
  return isWanted ? JournalFile.open(join(folder, journalFile), mark, stored) : undefined;
}

/** What to say of a journal whose end cannot be read. @param consequence what becomes of items whose entries it held */
export function damagedTailWarning({ line, start, end }: DamagedTail, consequence: string): string {
  const size = counted(end - start, "byte");
  return `Warning: ${journalFile} cannot be read from line ${count(line)} to its end (${size} from byte ${start} on). ${consequence}`;
}

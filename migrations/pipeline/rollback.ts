import type { ItemReader, JournalEntry, Undo } from "../journal/journal";
import type { Item } from "../transform/item";
import { itemDigest } from "../transform/item-digest";
import { keyForPeople, keyText } from "../transform/key-check";

export interface RollbackSettings {
  /** The run's journal, in groups of a size that can be read and undone together. */
  readonly entries: AsyncIterable<readonly JournalEntry[]>;
  readonly reader: ItemReader;
  readonly undo: Undo;
  /** Says what would be done and does nothing. */
  readonly dryRun: boolean;
  /** Called for every item that somebody else has changed since, and that therefore stays as it is. */
  readonly onKept: (kept: KeptItem) => void;
  readonly onProgress: (entries: number) => void;
  readonly signal?: AbortSignal;
}

/** An item that is no longer what the run wrote. */
export interface KeptItem {
  readonly table: string;
  readonly key: Readonly<Record<string, string>>;
}

/** What became of a run's writes. */
export interface RollbackResult {
  /** Created by the run, and deleted. */
  readonly deleted: number;
  /** Overwritten by the run, and as they were before it again. */
  readonly restored: number;
  /** As they were before the run already: never sent, taken back earlier, or deleted by somebody else. */
  readonly untouched: number;
  /** Changed by somebody else since, and left as they are. */
  readonly kept: number;
  readonly complete: boolean;
}

type Fate = "deleted" | "restored" | "untouched" | "kept";

/**
 * Takes a run back: deletes what it created, restores what it overwrote, and leaves what is no longer what it wrote.
 * It can be interrupted and called again.
 */
export async function rollBack(settings: RollbackSettings): Promise<RollbackResult> {
  const counts: Record<Fate, number> = { deleted: 0, restored: 0, untouched: 0, kept: 0 };
  let done = 0;
  for await (const group of settings.entries) {
    if (settings.signal?.aborted) return { ...counts, complete: false };
    for (const fate of await undoGroup(group, settings)) counts[fate]++;
    done += group.length;
    settings.onProgress(done);
  }
  return { ...counts, complete: true };
}

async function undoGroup(group: readonly JournalEntry[], settings: RollbackSettings): Promise<Fate[]> {
  const tables = [...new Set(group.map((entry) => entry.table))];
  const first = firstByKey(group);
  const fates = tables.map(async (table) => {
    const entries = first.filter((entry) => entry.table === table);
    const now = await settings.reader.get(
      table,
      entries.map((entry) => entry.key),
    );
    return Promise.all(entries.map((entry, index) => undoOne(entry, now[index], settings)));
  });
  const repeated = new Array<Fate>(group.length - first.length).fill("untouched");
  return [...(await Promise.all(fates)).flat(), ...repeated];
}

/** A write that was noted and then cut off by a kill is noted again when the run goes on. */
function firstByKey(group: readonly JournalEntry[]): JournalEntry[] {
  const first = new Map<string, JournalEntry>();
  for (const entry of group) {
    const id = `${entry.table} ${keyText(entry.key, Object.keys(entry.key))}`;
    if (!first.has(id)) first.set(id, entry);
  }
  return [...first.values()];
}

async function undoOne(
  entry: JournalEntry,
  now: Item | undefined,
  settings: RollbackSettings,
): Promise<Fate> {
  const { table, key, before, wrote } = entry;
  if (isSame(now, before)) return "untouched";
  const isOurs = now !== undefined && itemDigest(now) === wrote;
  if (isOurs && (settings.dryRun || (await undo(entry, now, settings.undo))))
    return before ? "restored" : "deleted";
  settings.onKept({ table, key: keyForPeople(key, Object.keys(key)) });
  return "kept";
}

function isSame(now: Item | undefined, before: Item | undefined): boolean {
  return now === undefined || before === undefined ? now === before : itemDigest(now) === itemDigest(before);
}

function undo({ table, key, before }: JournalEntry, now: Item, by: Undo): Promise<boolean> {
  return before ? by.restore(table, before, now) : by.delete(table, key, now);
}

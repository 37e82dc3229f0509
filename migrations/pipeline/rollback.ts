import type { ItemReader, JournalEntry, Undo } from "../journal/journal";
import type { Item } from "../transform/item";
import { itemDigest } from "../transform/item-digest";
import { keyForPeople, keyText } from "../transform/key-check";

export interface RollbackSettings {
  /** The run's journal, the last write first, in groups of a size that can be read and undone together. */
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
  const items = writesByItem(group);
  const fates = tables.map(async (table) => {
    const ofTable = items.filter(({ place }) => place.table === table);
    const now = await settings.reader.get(
      table,
      ofTable.map(({ place }) => place.key),
    );
    return Promise.all(ofTable.map((item, index) => undoWrites(item, now[index], settings)));
  });
  const repeated = new Array<Fate>(group.length - items.length).fill("untouched");
  return [...(await Promise.all(fates)).flat(), ...repeated];
}

/** What a run wrote to one item. */
interface ItemWrites {
  readonly place: Pick<JournalEntry, "table" | "key">;
  /** The last one first. */
  readonly writes: JournalEntry[];
}

/** What was in flight at a kill is written again when the run goes on, and perhaps otherwise. */
function writesByItem(group: readonly JournalEntry[]): ItemWrites[] {
  const items = new Map<string, ItemWrites>();
  for (const entry of group) {
    const id = `${entry.table} ${keyText(entry.key, Object.keys(entry.key))}`;
    const item = items.get(id) ?? { place: entry, writes: [] };
    items.set(id, item);
    item.writes.push(entry);
  }
  return [...items.values()];
}

async function undoWrites(
  { place, writes }: ItemWrites,
  now: Item | undefined,
  settings: RollbackSettings,
): Promise<Fate> {
  const before = writes.reduce(beforeWrite, now);
  if (isSame(now, before)) {
    if (writes.some((write) => isSame(now, write.before))) return "untouched";
  } else if (settings.dryRun || (await undo(place, before, now as Item, settings.undo)))
    return before ? "restored" : "deleted";
  settings.onKept({ table: place.table, key: keyForPeople(place.key, Object.keys(place.key)) });
  return "kept";
}

/** An item as it was before a write; as it is where that is not what was written. */
function beforeWrite(item: Item | undefined, { wrote, before }: JournalEntry): Item | undefined {
  return item !== undefined && itemDigest(item) === wrote ? before : item;
}

function isSame(now: Item | undefined, before: Item | undefined): boolean {
  return now === undefined || before === undefined ? now === before : itemDigest(now) === itemDigest(before);
}

function undo(
  { table, key }: ItemWrites["place"],
  before: Item | undefined,
  now: Item,
  by: Undo,
): Promise<boolean> {
  return before ? by.restore(table, before, now, key) : by.delete(table, key, now);
}

import { InterruptedError } from "../../errors";
import type { JournalEntry } from "../../run-store/journal/journal";
import type { Undo } from "../../dynamodb/writer/undo";
import type { ItemReader } from "../../dynamodb/reader/item-reader";
import type { Item } from "../../items/item";
import { isDigestOf, itemDigest } from "../../items/item-digest";
import { itemBytes } from "../../items/item-size";
import { keyForPeople, keyText } from "../../items/key-check";
import { GroupWindow } from "./group-window";

export interface RollbackSettings {
  /** The run's journal, the last write first, in groups whose items are read together. Several are held at a time. */
  readonly entries: AsyncIterable<readonly JournalEntry[]>;
  readonly reader: ItemReader;
  readonly undo: Undo;
  /** Items that are undone at the same time. @default 1 */
  readonly concurrency?: number;
  /** Waits until a table may be given a write of this item. @default not at all */
  readonly take?: (table: string, item: Item) => Promise<void>;
  /** Says what would be done and does nothing. */
  readonly dryRun: boolean;
  /** Called for every item that another client has changed since, and that therefore stays as it is. */
  readonly onKept: (kept: KeptItem) => void;
  /** Called with the number of writes of the run that were dealt with. */
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
  /** Overwritten or deleted by the run, and restored. */
  readonly restored: number;
  /** As they were before the run already: never sent, rolled back earlier, or deleted by another client. */
  readonly untouched: number;
  /** Changed by another client since, and left as they are. */
  readonly kept: number;
  readonly complete: boolean;
}

type Outcome = "deleted" | "restored" | "untouched" | "kept" | "not-done";

/**
 * Rolls a run back: deletes what it created, restores what it overwrote or deleted, and leaves what is no longer as the
 * run left it.
 * It can be interrupted and called again.
 */
export async function rollBack(settings: RollbackSettings): Promise<RollbackResult> {
  const counts: Record<Outcome, number> = { deleted: 0, restored: 0, untouched: 0, kept: 0, "not-done": 0 };
  const voids = new VoidWrites();
  const window = new GroupWindow<ItemWrites>(settings.concurrency ?? 1, settings.signal);
  let done = 0;
  const undo = async (items: readonly ItemWrites[], writes: number): Promise<void> => {
    const now = await readAll(items, settings.reader);
    const outcomes = await window.each(items, (item) => undoWrites(item, now.get(item), settings));
    for (const outcome of outcomes) counts[outcome ?? "not-done"]++;
    if (outcomes.includes(undefined)) return;
    settings.onProgress((done += writes));
  };
  try {
    for await (const group of settings.entries) {
      const writes = voids.without(group);
      const items = writesByItem(writes);
      counts.untouched += writes.length - items.size;
      if (!(await window.start(items, (some) => undo(some, group.length)))) break;
    }
  } catch (error) {
    window.fail(error);
  }
  await window.end();
  return resultOf(counts, window.isComplete);
}

function resultOf(
  { deleted, restored, untouched, kept }: Record<Outcome, number>,
  complete: boolean,
): RollbackResult {
  return { deleted, restored, untouched, kept, complete };
}

/** Takes out the writes that DynamoDB refused because of their condition: nothing of them was done. */
class VoidWrites {
  private readonly open = new Set<string>();

  /** @param group the last write first */
  without(group: readonly JournalEntry[]): JournalEntry[] {
    return group.filter((entry) => {
      const id = `${idOf(entry)} ${entry.wrote ?? "deleted"}`;
      if (entry.isVoid) this.open.add(id);
      return !entry.isVoid && !this.open.delete(id);
    });
  }
}

async function readAll(items: readonly ItemWrites[], reader: ItemReader): Promise<Map<ItemWrites, Item>> {
  const tables = [...new Set(items.map(({ place }) => place.table))];
  const found = new Map<ItemWrites, Item>();
  const read = async (table: string): Promise<void> => {
    const ofTable = items.filter(({ place }) => place.table === table);
    const keys = ofTable.map(({ place }) => place.key);
    (await reader.get(table, keys)).forEach((item, index) => {
      if (item) found.set(ofTable[index] as ItemWrites, item);
    });
  };
  await Promise.all(tables.map(read));
  return found;
}

/** What a run wrote to one item. */
interface ItemWrites {
  readonly place: Pick<JournalEntry, "table" | "key">;
  /** The last one first. */
  readonly writes: JournalEntry[];
}

/** What was in flight at a kill may be written again when the run is resumed. */
function writesByItem(group: readonly JournalEntry[]): Map<string, ItemWrites> {
  const items = new Map<string, ItemWrites>();
  for (const entry of group) {
    const id = idOf(entry);
    const item = items.get(id) ?? { place: entry, writes: [] };
    items.set(id, item);
    item.writes.push(entry);
  }
  return items;
}

function idOf({ table, key }: JournalEntry): string {
  return `${table} ${keyText(key, Object.keys(key))}`;
}

async function undoWrites(
  { place, writes }: ItemWrites,
  now: Item | undefined,
  settings: RollbackSettings,
): Promise<Outcome> {
  const before = writes.reduce(beforeWrite, now);
  if (isSame(now, before)) {
    if (writes.some((write) => isSame(now, write.before))) return "untouched";
  } else if (settings.dryRun || (await undo(place, before, now, settings)))
    return before ? "restored" : "deleted";
  settings.onKept({ table: place.table, key: keyForPeople(place.key, Object.keys(place.key)) });
  return "kept";
}

/** An item as it was before a write; as it is if that is not what was written. */
function beforeWrite(item: Item | undefined, { wrote, before }: JournalEntry): Item | undefined {
  if (wrote === undefined) return item ?? before;
  return item !== undefined && isDigestOf(wrote, item) ? before : item;
}

function isSame(now: Item | undefined, before: Item | undefined): boolean {
  return now === undefined || before === undefined ? now === before : itemDigest(now) === itemDigest(before);
}

async function undo(
  { table, key }: ItemWrites["place"],
  before: Item | undefined,
  now: Item | undefined,
  { undo: by, take, signal }: RollbackSettings,
): Promise<boolean> {
  await take?.(table, largerOf(now, before));
  // An abort ends the wait before its time: sending then would exceed the rate.
  if (signal?.aborted) throw new InterruptedError("interrupted");
  return before ? by.restore(table, before, now, key) : by.delete(table, key, now as Item);
}

/** DynamoDB charges a write for the larger of the item that it replaces and the one that it writes. */
function largerOf(now: Item | undefined, before: Item | undefined): Item {
  if (!now || !before) return now ?? before ?? {};
  return itemBytes(before) > itemBytes(now) ? before : now;
}

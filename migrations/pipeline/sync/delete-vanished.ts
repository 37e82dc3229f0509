import type { ItemReader } from "../../dynamodb/reader/item-reader";
import type { Undo } from "../../dynamodb/writer/undo";
import { InterruptedError } from "../../errors";
import type { Item } from "../../items/item";
import { itemDigest } from "../../items/item-digest";
import { parseItem } from "../../items/item-json";
import type { Journal, NewEntry } from "../../run-store/journal/journal";
import { isOfItem, positionOf, type RecordCursor, recordWords } from "../../seen-keys/item-record";
import type { KeyTexts } from "../../seen-keys/key-texts";
import { GroupWindow } from "../rollback/group-window";

/** Items that are looked up together: the keys of one BatchGetItem request. */
const groupSize = 100;

/** What deleting takes. */
export interface DeleteSettings {
  /** The table's name. */
  readonly table: string;
  /** The items that the source no longer has, as the last run left them. */
  readonly vanished: RecordCursor;
  readonly texts: KeyTexts;
  readonly reader: ItemReader;
  readonly undo: Pick<Undo, "delete">;
  readonly journal: Journal;
  /** Whether an earlier process of the sync has deleted the item with this key. */
  readonly wasDeleted: (keyText: string) => boolean;
  /** Items that are deleted at the same time. */
  readonly concurrency: number;
  /** Waits until the table may be given a write of an item. @default not at all */
  readonly take?: ((item: Item) => Promise<void>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What became of the items that the source no longer has. */
export interface DeleteCounts {
  readonly deleted: number;
  /** Changed by another client since, and left as they are. */
  readonly kept: number;
  /** Deleted by another client before. */
  readonly absent: number;
}

interface Vanished {
  readonly keyText: string;
  readonly key: Item;
  readonly record: Uint32Array;
}

type Outcome = keyof DeleteCounts;

/**
 * Deletes the items of a table that the source no longer has, if they still are as the last run left them. Before an
 * item is deleted, it is journaled, so that a rollback restores it.
 *
 * @throws InterruptedError if the signal was aborted before all were deleted
 */
export async function deleteVanished(settings: DeleteSettings): Promise<DeleteCounts> {
  const counts = { deleted: 0, kept: 0, absent: 0 };
  const window = new GroupWindow<Vanished>(settings.concurrency, settings.signal);
  const work = async (group: readonly Vanished[]): Promise<void> => {
    const keys = group.map(({ key }) => key);
    const items = await settings.reader.get(settings.table, keys);
    const found = new Map(group.map((one, index) => [one, items[index]]));
    const doomed = group.filter((one) => isAsLeft(one, found.get(one)));
    await settings.journal.append(doomed.map((one) => entryOf(one, found.get(one) as Item, settings)));
    const outcomes = await window.each(group, (one) => deleteOne(one, found.get(one), settings));
    for (const outcome of outcomes) if (outcome) counts[outcome]++;
  };
  for (const group of groupsOf(settings))
    if (!(await window.start(new Map(group.map((one) => [one.keyText, one])), work))) break;
  await window.end();
  if (!window.isComplete) throw new InterruptedError();
  return counts;
}

function* groupsOf({ vanished, texts }: DeleteSettings): Generator<Vanished[]> {
  let group: Vanished[] = [];
  while (vanished.next()) {
    const { cells, offset } = vanished;
    const keyText = texts.read(positionOf(vanished));
    const record = cells.slice(offset, offset + recordWords);
    group.push({ keyText, key: parseItem(JSON.parse(keyText)), record });
    if (group.length < groupSize) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

async function deleteOne(one: Vanished, found: Item | undefined, settings: DeleteSettings): Promise<Outcome> {
  const { table, undo, journal, take, wasDeleted, signal } = settings;
  if (!found) return wasDeleted(one.keyText) ? "deleted" : "absent";
  if (!isAsLeft(one, found)) return "kept";
  await take?.(found);
  // An abort ends the wait before its time: sending then would exceed the rate.
  if (signal?.aborted) throw new InterruptedError();
  if (await undo.delete(table, one.key, found)) return "deleted";
  // Another client has changed it since the lookup: nothing was deleted.
  await journal.append([{ ...entryOf(one, found, settings), isVoid: true }]);
  return "kept";
}

function isAsLeft({ record }: Vanished, found: Item | undefined): boolean {
  return found !== undefined && isOfItem({ cells: record, offset: 0 }, itemDigest(found));
}

/** An entry without `wrote` is of a delete. */
function entryOf({ keyText }: Vanished, before: Item, { table }: DeleteSettings): NewEntry {
  return { table, keyText, before };
}

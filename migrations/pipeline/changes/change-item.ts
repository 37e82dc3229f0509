import type { ItemReader } from "../../dynamodb/reader/item-reader";
import type { Undo } from "../../dynamodb/writer/undo";
import { InterruptedError } from "../../errors";
import type { Item } from "../../items/item";
import { itemDigest } from "../../items/item-digest";
import { itemBytes } from "../../items/item-size";
import { itemText } from "../../items/item-text";
import type { Journal, NewEntry } from "../../run-store/journal/journal";
import type { Ending } from "../read/tally";
import type { ConflictPolicy } from "../run/entity-run";
import type { RecordedChange } from "./recorded-change";

/** Attempts at an item that other clients change at the same time. */
const maxAttempts = 3;

/** What changing an item takes. */
export interface ChangeItemSettings {
  /** The table's name in AWS. */
  readonly table: string;
  readonly reader: ItemReader;
  /** Writes with the condition that the item is as expected. */
  readonly writer: Undo;
  /** @default none, as in a dry run */
  readonly journal?: Journal | undefined;
  /** What happens to an item that is neither as before nor as after the change. */
  readonly conflict: ConflictPolicy;
  /** Writes nothing. */
  readonly dryRun: boolean;
  /** Waits until the table may be given a write of this item. @default not at all */
  readonly take?: ((item: Item) => Promise<void>) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How a change ended, and why it was not made, if so. */
export interface ChangeOutcome {
  readonly ending: Ending;
  readonly message?: string;
}

/**
 * Makes a change if the item still is as it was before it. The write is conditional on the item that was read, and
 * journaled before it is sent, so that a rollback undoes it.
 *
 * @param found the item as it was read
 * @param wasSent whether an earlier process of the run has sent the write, perhaps
 * @throws InterruptedError, UnreachableError
 */
export async function changeItem(
  change: RecordedChange,
  found: Item | undefined,
  wasSent: boolean,
  settings: ChangeItemSettings,
): Promise<ChangeOutcome> {
  const { reader, table } = settings;
  let now = found;
  for (let attempt = 1; ; attempt++) {
    if (isSame(now, change.to)) return { ending: wasSent ? "written" : "skipped" };
    const isExpected = change.from === "unknown" || isSame(now, change.from);
    if (!isExpected && settings.conflict !== "overwrite") return kept(now, settings.conflict);
    if (settings.dryRun || (await write(change, now, settings))) return { ending: "written" };
    if (attempt === maxAttempts) return kept(now, settings.conflict);
    [now] = await reader.get(table, [change.key]);
  }
}

function kept(now: Item | undefined, conflict: ConflictPolicy): ChangeOutcome {
  if (conflict === "skip") return { ending: "skipped" };
  const state = now === undefined ? "the item was deleted since" : "the item was changed since";
  return { ending: "changed-since", message: `${state} by another client, and stays as it is` };
}

async function write(
  change: RecordedChange,
  now: Item | undefined,
  { table, writer, journal, take, signal }: ChangeItemSettings,
): Promise<boolean> {
  const { key, to } = change;
  await take?.(larger(now, to));
  // An abort ends the wait before its time: sending then would exceed the rate.
  if (signal?.aborted) throw new InterruptedError();
  const entry = entryOf(table, change, now);
  await journal?.append([entry]);
  const isDone = to
    ? await writer.restore(table, to, now, key)
    : await writer.delete(table, key, now as Item);
  if (!isDone) await journal?.append([{ ...entry, isVoid: true }]);
  return isDone;
}

/** An entry without `wrote` is of a delete. */
function entryOf(table: string, { key, to, row }: RecordedChange, now: Item | undefined): NewEntry {
  return {
    ...{ table, keyText: itemText(key), origin: { entity: table, row, item: 1 } },
    ...(to && { wrote: itemDigest(to) }),
    ...(now && { before: now }),
  };
}

function isSame(a: Item | undefined, b: Item | undefined): boolean {
  return a === undefined || b === undefined ? a === b : itemDigest(a) === itemDigest(b);
}

/** DynamoDB charges a write for the larger of the item that it replaces and the one that it writes. */
function larger(now: Item | undefined, to: Item | undefined): Item {
  if (!now || !to) return now ?? to ?? {};
  return itemBytes(to) > itemBytes(now) ? to : now;
}

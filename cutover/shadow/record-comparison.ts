import type { Item } from "../../migrations/items/item";
import type { Clock } from "../clock";
import { itemsOf } from "../converge";
import type { LiveEntity } from "../entity/live-entity";
import { MappingError } from "../errors";
import type { RecordKey } from "../record-key";
import { textOfItems } from "../same-items";
import { differenceOf, differenceText, unexpired } from "./record-difference";
import { timedCall } from "../counters/timed-call";

/** One reading of both stores. */
export interface Reading {
  /** Equal in two readings exactly if the authority's record did not change. */
  readonly authority: string;
  /** For people; `undefined` if the stores are equal. */
  readonly difference?: string;
}

/** What {@link readRecord} works with. */
export interface ReadingSettings {
  readonly clock: Clock;
  readonly random: () => number;
  readonly showsValues: boolean;
}

/** Reads a record from both stores, one after the other in random order, and compares the items. */
export async function readRecord(
  settings: ReadingSettings,
  entity: LiveEntity,
  key: RecordKey,
): Promise<Reading> {
  const { clock, random, showsValues } = settings;
  const { counters } = entity;
  const { old, new: tables, mapping } = entity.settings;
  const readOld = async () =>
    itemsOf(mapping, await timedCall({ clock, counters, side: "old" }, () => old.read(key)));
  const readNew = () => timedCall({ clock, counters, side: "new" }, () => tables.read(key));
  try {
    const [expected, present] = await inRandomOrder(random, readOld, readNew);
    const authority = textOfItems(expected);
    const now = clock.wall();
    const alive = (items: readonly Item[]) => unexpired(items, tables.timeToLive, now);
    const difference = differenceOf(alive(expected), alive(present));
    if (difference) return { authority, difference: differenceText(difference, showsValues) };
    return { authority, ...rowDifference(entity, present, showsValues) };
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    return { authority: "rejected", difference: "the mapping rejects the record" };
  }
}

/** Whether the row derived from the items maps to the same items: what is read from the tables must be the record. */
function rowDifference(
  entity: LiveEntity,
  items: readonly Item[],
  showsValues: boolean,
): Pick<Reading, "difference"> {
  const { mapping } = entity.settings;
  if (!mapping.rowOf || items.length === 0) return {};
  const difference = differenceOf(items, itemsOf(mapping, mapping.rowOf(items)));
  return difference ? { difference: `toRow: ${differenceText(difference, showsValues)}` } : {};
}

async function inRandomOrder<First, Second>(
  random: () => number,
  first: () => Promise<First>,
  second: () => Promise<Second>,
): Promise<[First, Second]> {
  if (random() < 0.5) return [await first(), await second()];
  const later = await second();
  return [await first(), later];
}

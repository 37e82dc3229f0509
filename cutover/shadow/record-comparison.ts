import { canonicalItem } from "../../migrations/items/canonical-item";
import type { Item } from "../../migrations/items/item";
import type { Clock } from "../clock";
import type { LiveEntity } from "../entity/live-entity";
import { MappingError } from "../errors";
import type { Side } from "../phase";
import type { RecordKey } from "../record-key";
import { differenceOf, differenceText, unexpired } from "./record-difference";

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
  const { old, new: tables, mapping } = entity.settings;
  const readOld = async () => {
    const row = await timed(settings, entity, "old", () => old.read(key));
    return row === undefined ? [] : mapping.itemsOf(row);
  };
  const readNew = () => timed(settings, entity, "new", () => tables.read(key));
  try {
    const [expected, present] = await inRandomOrder(random, readOld, readNew);
    const authority = textOf(expected);
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
  const row = mapping.rowOf(items);
  const difference = differenceOf(items, row === undefined ? [] : mapping.itemsOf(row));
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

async function timed<Result>(
  { clock }: ReadingSettings,
  { counters }: LiveEntity,
  side: Side,
  read: () => Promise<Result>,
): Promise<Result> {
  const start = clock.now();
  try {
    const result = await read();
    counters.call(side, clock.now() - start, false);
    return result;
  } catch (error) {
    counters.call(side, 0, true);
    throw error;
  }
}

function textOf(items: readonly Item[]): string {
  return items.map(canonicalItem).toSorted().join("\n");
}

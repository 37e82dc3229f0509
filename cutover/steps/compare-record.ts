import type { Item } from "../../migrations/items/item";
import type { Clock } from "../clock";
import { itemsOf } from "../converge";
import type { Side } from "../phase";
import type { RecordKey } from "../record-key";
import { sameItems } from "../same-items";
import { unexpired } from "../shadow/record-difference";
import type { NewStore, OldStore, RecordMapping } from "../stores/store";

/** The two stores of an entity. */
export interface RecordStores {
  readonly old: OldStore;
  readonly new: NewStore;
  readonly mapping: RecordMapping;
}

/** `changing`: the stores differed, and the application wrote the record meanwhile, which it settles itself. */
export type Compared = "same" | "different" | "changing";

const attempts = 5;
/** A second write of the application usually ends sooner. Milliseconds. */
const pauseMs = 200;

/**
 * Compares a record's items, never rows: what the mapping drops is no difference. Items that have expired are none either:
 * DynamoDB deletes them some time later.
 *
 * @param repeats whether a difference is looked at again, since a write of the application may be under way
 */
export async function compareRecord(
  settings: RecordStores & { readonly clock: Clock; readonly signal?: AbortSignal | undefined },
  key: RecordKey,
  authority: Side,
  repeats: boolean,
): Promise<Compared> {
  const stores = sidesOf(settings, key, authority);
  let start: readonly Item[] | undefined;
  for (let attempt = 1; ; attempt++) {
    const { isSame, before, after } = await compareOnce(stores);
    if (isSame) return "same";
    start ??= before;
    if (attempt === attempts || !repeats || settings.signal?.aborted)
      return repeats && !sameItems(start, after) ? "changing" : "different";
    await settings.clock.sleep(pauseMs, settings.signal);
  }
}

interface Sides {
  readonly authority: () => Promise<readonly Item[]>;
  readonly other: () => Promise<readonly Item[]>;
}

function sidesOf(
  { old, new: tables, mapping, clock }: RecordStores & { readonly clock: Pick<Clock, "wall"> },
  key: RecordKey,
  authority: Side,
): Sides {
  const alive = (items: readonly Item[]) => unexpired(items, tables.timeToLive, clock.wall());
  const readOld = async () => alive(itemsOf(mapping, await old.read(key)));
  const readNew = async () => alive(await tables.read(key));
  return authority === "old"
    ? { authority: readOld, other: readNew }
    : { authority: readNew, other: readOld };
}

/** The authority is read again, since a write between the two readings would not show otherwise. */
async function compareOnce({ authority, other }: Sides) {
  const before = await authority();
  const found = await other();
  if (!sameItems(before, found)) return { isSame: false, before, after: before };
  const after = await authority();
  return { isSame: sameItems(before, after), before, after };
}

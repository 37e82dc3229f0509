import type { Item } from "../migrations/items/item";
import type { RowObject } from "../migrations/items/row";
import { MappingError } from "./errors";
import type { Side } from "./phase";
import type { RecordKey } from "./record-key";
import { sameItems } from "./same-items";
import type { Applied, NewStore, OldStore, RecordMapping } from "./stores/store";

/** Settings of {@link converge}. */
export interface Convergence {
  readonly key: RecordKey;
  /** The store whose content is right. The record is written to the other one. */
  readonly authority: Side;
  /** The entity's epoch, which writes to the tables carry; see `EntityControl.epoch`. */
  readonly epoch: number;
  readonly old: OldStore;
  readonly new: NewStore;
  readonly mapping: RecordMapping;
  /** How often the other store is written before the call returns `unsettled`. @default 3 */
  readonly rounds?: number;
}

/**
 * - `unsettled`: the stores may differ, since the authority changed in every round
 * - `later-epoch`: the tables were written under a later epoch than the given one, and stay as they are
 */
export type Converged = "equal" | "unsettled" | "later-epoch";

/**
 * Makes the two stores equal for one record: reads the authority, writes the other store, and reads the authority
 * again, until nothing changed between the two reads. Records are compared by the items that they map to, never by
 * their rows. A ledger entry may be removed after `equal`, and only if it was added before the call.
 *
 * @throws MappingError if the mapping rejects the authority's record, or has no `rowOf` while `new` is the authority
 * @throws the errors of the stores
 */
export async function converge(options: Convergence): Promise<Converged> {
  const direction = options.authority === "old" ? toNew(options) : toOld(options);
  let current = await direction.read();
  for (let round = 0; round < (options.rounds ?? 3); round++) {
    if ((await direction.write(current)) === "later-epoch") return "later-epoch";
    const next = await direction.read();
    if (sameItems(current, next)) return "equal";
    current = next;
  }
  return "unsettled";
}

/** The two halves of a round. The authority's record is carried as items in both directions. */
interface Direction {
  read(): Promise<readonly Item[]>;
  write(items: readonly Item[]): Promise<Applied>;
}

function toNew({ key, epoch, old, new: tables, mapping }: Convergence): Direction {
  return {
    read: async () => itemsOf(mapping, await old.read(key)),
    write: (items) => tables.apply(key, items, epoch),
  };
}

function toOld({ key, old, new: tables, mapping }: Convergence): Direction {
  return {
    read: () => tables.read(key),
    write: async (items) => {
      const row = rowOf(mapping, items);
      await (row === undefined ? old.delete(key) : old.write(key, row));
      return "applied";
    },
  };
}

/** The items of a record's row; none for no row. @throws MappingError if the mapping rejects the row */
export function itemsOf(mapping: RecordMapping, row: RowObject | undefined): readonly Item[] {
  return row === undefined ? [] : mapping.itemsOf(row);
}

/**
 * The row that a record's items came from; `undefined` for no items.
 *
 * @throws MappingError if the mapping has no `rowOf`
 */
export function rowOf(mapping: RecordMapping, items: readonly Item[]): RowObject | undefined {
  if (items.length === 0) return undefined;
  if (!mapping.rowOf)
    throw new MappingError(
      "the mapping has no rows for items: give the entity a `toRow`, which returns the row of a record's items",
    );
  return mapping.rowOf(items);
}

import { type RateClock, UnitBucket } from "./unit-bucket";
import type { Item } from "../../items/item";
import { indexEntryBytes, type IndexProjection } from "../../items/index-entry";
import { writeUnits } from "../../items/item-size";
import type { ConsumedUnits } from "./consumed-units";

/** An index that takes its copy of what is written. */
export interface MeteredIndex extends IndexProjection {
  readonly name: string;
}

/** A table whose writes cost units, in itself and in each of its indexes. */
export interface MeteredTable {
  readonly indexes: readonly MeteredIndex[];
  /** Partition key first. */
  readonly keyNames: readonly string[];
}

/** Units that a request was reckoned at: the table's, and then each index's. */
export type TakenUnits = readonly number[];

/**
 * Spaces requests so that neither the table nor any of its indexes is given more than so many write units a
 * second. A request waits for its own units first, so that the rate is not exceeded at the beginning either.
 *
 * Units are reckoned from the items, and put right by what the service counted: an item that replaces another
 * costs what the larger of the two does, and twice in an index whose key it changes.
 */
export class RateLimit {
  /** The table's, and then each index's. */
  private readonly buckets: readonly UnitBucket[];

  /** @param unitsPerSecond at least 1 */
  constructor(
    private readonly unitsPerSecond: number,
    private readonly table: MeteredTable,
    private readonly clock: RateClock,
  ) {
    this.buckets = [table, ...table.indexes].map(() => new UnitBucket(unitsPerSecond));
  }

  /** A request of more units than this would come as a burst: a tenth of a second's worth. */
  get fullRequestUnits(): number {
    return this.unitsPerSecond / 10;
  }

  /** Waits until a request with these items may be sent. */
  async take(
    items: readonly { readonly item: Item; readonly bytes: number }[],
    signal?: AbortSignal,
  ): Promise<TakenUnits> {
    const now = this.clock.now();
    const taken = this.units(items);
    const waitMs = Math.max(...this.buckets.map((bucket, resource) => bucket.take(taken[resource]!, now)));
    if (waitMs > 0) await this.clock.sleep(waitMs, signal);
    return taken;
  }

  /** Charges what a request really consumed in place of what it was reckoned at. */
  correct(taken: TakenUnits, consumed: ConsumedUnits): void {
    const counted = [consumed.table, ...this.table.indexes.map(({ name }) => unitsOf(name, consumed))];
    this.buckets.forEach((bucket, resource) => bucket.charge(counted[resource]! - taken[resource]!));
  }

  /** Units of the table, and then of each index. */
  private units(items: readonly { readonly item: Item; readonly bytes: number }[]): number[] {
    const { indexes, keyNames } = this.table;
    const table = items.reduce((sum, { bytes }) => sum + writeUnits(bytes), 0);
    const ofIndex = (index: MeteredIndex): number =>
      items.reduce((sum, { item, bytes }) => {
        const entry = indexEntryBytes(item, bytes, index, keyNames);
        return entry === undefined ? sum : sum + writeUnits(entry);
      }, 0);
    return [table, ...indexes.map(ofIndex)];
  }
}

function unitsOf(index: string, { indexes }: ConsumedUnits): number {
  return Object.hasOwn(indexes, index) ? (indexes[index] ?? 0) : 0;
}

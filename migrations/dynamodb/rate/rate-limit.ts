import { type RateClock, UnitBucket } from "./unit-bucket";
import type { Item } from "../../items/item";
import { indexEntryBytes, type IndexProjection } from "../../items/index-entry";
import { writeUnits } from "../../items/item-size";
import type { ConsumedUnits } from "./consumed-units";

/** Between two looks whether a rate of 0 has been changed. */
const lookMs = 100;

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

/** Estimated units of a request: the table's, then those of each index. */
export type TakenUnits = readonly number[];

/**
 * Spaces requests so that the table and each of its indexes stay below a maximum of write units per second. A request
 * waits before it is sent, so that the rate is not exceeded at the start either.
 *
 * Units are estimated from the items and corrected by the consumed capacity of the response: replacing an item costs
 * as much as the larger of the two, and twice in an index whose key changes.
 */
export class RateLimit {
  /** The table's, and then each index's. */
  private readonly buckets: readonly UnitBucket[];

  /** @param unitsPerSecond at least 1 */
  constructor(
    private unitsPerSecond: number,
    private readonly table: MeteredTable,
    private readonly clock: RateClock,
  ) {
    this.buckets = [table, ...table.indexes].map(() => new UnitBucket(unitsPerSecond));
  }

  /** Maximum units per request: those of 100 ms. A larger request would be a burst. */
  get fullRequestUnits(): number {
    return this.unitsPerSecond / 10;
  }

  /** Milliseconds until all requests that wait have been sent. */
  get waitingMs(): number {
    const now = this.clock.now();
    return Math.max(...this.buckets.map((bucket) => bucket.takenMs(now)));
  }

  /** Changes the rate for the requests from now on. @param unitsPerSecond with 0, they wait until it is changed again */
  changeTo(unitsPerSecond: number): void {
    this.unitsPerSecond = unitsPerSecond;
    if (unitsPerSecond > 0) this.buckets.forEach((bucket) => bucket.changeTo(unitsPerSecond));
  }

  /** Waits until a request with these items may be sent. */
  async take(
    items: readonly { readonly item: Item; readonly bytes: number }[],
    signal?: AbortSignal,
  ): Promise<TakenUnits> {
    while (this.unitsPerSecond === 0 && !signal?.aborted) await this.clock.sleep(lookMs, signal);
    const now = this.clock.now();
    const taken = this.units(items);
    const waitMs = Math.max(...this.buckets.map((bucket, resource) => bucket.take(taken[resource]!, now)));
    if (waitMs > 0) await this.clock.sleep(waitMs, signal);
    return taken;
  }

  /** Replaces the estimated units of a request by the consumed ones. */
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

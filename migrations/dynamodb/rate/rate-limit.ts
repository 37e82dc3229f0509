import { anySignal } from "../../any-signal";
import { type RateClock, UnitBucket } from "./unit-bucket";
import type { Item } from "../../items/item";
import { indexEntryBytes, type IndexProjection } from "../../items/index-entry";
import { writeUnits } from "../../items/item-size";
import type { ConsumedUnits } from "./consumed-units";

/** Of one sleep, as timers have a maximum. */
const maxWaitMs = 60_000;

/** A request that is ready waits no longer for its turn, as a rule: what was read for it gets old. */
const maxTurnMs = 200;

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
 * waits before it is prepared, and again before it is sent: preparing one takes longer than another, most of all at the start,
 * and those that are late would be sent at once.
 *
 * Units are estimated from the items and corrected by the consumed capacity of the response: replacing an item costs
 * as much as the larger of the two, and twice in an index whose key changes.
 */
export class RateLimit {
  /** The table's, and then each index's. */
  private readonly buckets: readonly UnitBucket[];
  /** The same for what is sent. No more is saved up than the units of the request itself. */
  private readonly sent: readonly UnitBucket[];
  private wasTaken = false;
  /** Ends all waits once the rate changes, so that each is computed again. */
  private changed = new AbortController();
  /** Of the waits that one signal interrupts: one for all, since each is kept as long as what interrupts it. */
  private ended: { readonly interrupt: AbortSignal | undefined; readonly signal: AbortSignal } | undefined;

  /** @param unitsPerSecond above 0, until it is changed */
  constructor(
    private readonly unitsPerSecond: number,
    private readonly table: MeteredTable,
    private readonly clock: RateClock,
  ) {
    const all = [table, ...table.indexes];
    this.buckets = all.map(() => new UnitBucket(unitsPerSecond));
    this.sent = all.map(() => new UnitBucket(unitsPerSecond, Infinity));
  }

  /** Maximum units per request: those of 100 ms at the first rate. A larger request would be a burst. */
  get fullRequestUnits(): number {
    return this.unitsPerSecond / 10;
  }

  /** Whether there was a request. */
  get isUsed(): boolean {
    return this.wasTaken;
  }

  /** Changes the rate, for requests that wait as well. @param unitsPerSecond with 0, they wait until it is changed again */
  changeTo(unitsPerSecond: number): void {
    const now = this.clock.now();
    for (const bucket of [...this.buckets, ...this.sent]) bucket.changeTo(unitsPerSecond, now);
    this.changed.abort();
    this.changed = new AbortController();
    this.ended = undefined;
  }

  /** Waits until a request with these items may be prepared. */
  async take(
    items: readonly { readonly item: Item; readonly bytes: number }[],
    signal?: AbortSignal,
  ): Promise<TakenUnits> {
    this.wasTaken = true;
    const now = this.clock.now();
    const taken = this.units(items);
    this.buckets.forEach((bucket, resource) => bucket.take(taken[resource]!, now));
    await this.until(this.buckets, signal);
    return taken;
  }

  /**
   * Waits until a request that is prepared may be sent.
   * @param taken what {@link take} returned for it
   * @param times waits as long as a request of so many times its units would. @default 1
   */
  async space(taken: TakenUnits, signal?: AbortSignal, times = 1): Promise<void> {
    const now = this.clock.now();
    const free = taken.map((units) => units * times);
    const waitMs = Math.max(
      ...this.sent.map((bucket, resource) => bucket.take(free[resource]!, now, free[resource])),
    );
    if (waitMs > maxTurnMs && Number.isFinite(waitMs))
      this.buckets.forEach((bucket) => bucket.waitFor(waitMs - maxTurnMs, now));
    await this.until(this.sent, signal);
  }

  /** Waits until all is used up that was taken from each bucket up to now, however the rate changes meanwhile. */
  private async until(buckets: readonly UnitBucket[], signal: AbortSignal | undefined): Promise<void> {
    const positions = buckets.map(({ position }) => position);
    for (;;) {
      const now = this.clock.now();
      const waitMs = Math.max(...buckets.map((bucket, index) => bucket.msUntil(positions[index]!, now)));
      if (waitMs <= 0 || signal?.aborted) break;
      await this.clock.sleep(Math.min(waitMs, maxWaitMs), this.endOf(signal));
    }
  }

  /** Ends waits once the rate changes or a signal interrupts them. */
  private endOf(interrupt: AbortSignal | undefined): AbortSignal {
    if (this.ended && this.ended.interrupt === interrupt) return this.ended.signal;
    const signal = anySignal(this.changed.signal, interrupt);
    this.ended = { interrupt, signal };
    return signal;
  }

  /** Replaces the estimated units of a request by the consumed ones. */
  correct(taken: TakenUnits, consumed: ConsumedUnits): void {
    const counted = [consumed.table, ...this.table.indexes.map(({ name }) => unitsOf(name, consumed))];
    for (const buckets of [this.buckets, this.sent])
      buckets.forEach((bucket, resource) => bucket.charge(counted[resource]! - taken[resource]!));
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

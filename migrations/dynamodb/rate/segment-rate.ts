import type { Item } from "../../items/item";
import { itemBytes, readUnits } from "../../items/item-size";
import type { RateClock, UnitBucket } from "./unit-bucket";

/** The most that the service reads for one request. */
const maxPageBytes = 1024 ** 2;

export interface SegmentRateSettings {
  /** The table's, for all of its segments. */
  readonly bucket: UnitBucket;
  readonly clock: RateClock;
  /** Of 4 KB: 1, or 0.5 where reads are eventually consistent. */
  readonly unitPrice: number;
  /** What a page should come to. */
  readonly pageBytes: number;
}

/**
 * Spaces the pages of a segment. The page length is a number of items, since Scan accepts no number of bytes: it is
 * estimated from the page before, and grows to at most twice that page. Units that a page consumed beyond its estimate
 * delay the next page.
 */
export class SegmentRate {
  /** Items of the next page: of the first one, nothing is known. */
  private limit = 1;
  private bytesPerItem = 0;
  private estimatedUnits = 0;

  constructor(private readonly settings: SegmentRateSettings) {}

  /** Waits until a page may be asked for, and returns the most items that it may have. @throws the signal's reason */
  async take(signal?: AbortSignal): Promise<number> {
    const { bucket, clock } = this.settings;
    this.estimatedUnits = this.units(this.limit * this.bytesPerItem);
    const waitMs = bucket.take(this.estimatedUnits, clock.now());
    if (waitMs > 0) await clock.sleep(waitMs, signal);
    signal?.throwIfAborted();
    return this.limit;
  }

  /**
   * Replaces the estimated units of a page by the consumed ones.
   *
   * @param consumed read units that the service reported; without them, they are estimated from the items
   */
  correct(items: readonly Item[], consumed: number | undefined): void {
    const { bucket, pageBytes } = this.settings;
    const bytes = items.reduce((sum, item) => sum + itemBytes(item), 0);
    bucket.charge((consumed ?? this.units(bytes)) - this.estimatedUnits);
    if (items.length === 0) return;
    this.bytesPerItem = bytes / items.length;
    this.limit = Math.max(1, Math.min(items.length * 2, Math.floor(pageBytes / this.bytesPerItem)));
  }

  private units(bytes: number): number {
    return readUnits(Math.min(bytes, maxPageBytes)) * this.settings.unitPrice;
  }
}

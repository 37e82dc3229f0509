import { readUnitBytes } from "../../items/item-size";
import { SegmentRate } from "./segment-rate";
import { type RateClock, UnitBucket } from "./unit-bucket";

/** What a {@link ReadRate} keeps to. */
export interface ReadRateSettings extends RateClock {
  /** At least 1. */
  readonly unitsPerSecond: number;
  /** Eventually consistent reads cost half. @default true */
  readonly isConsistent?: boolean;
}

/** A page comes as a burst: a tenth of a second's worth is asked for at once. */
const pagesPerSecond = 10;
/** Each page is rounded up to a whole unit, which smaller ones would make dear. */
const cheapPageUnits = 10;

/**
 * Keeps the scans of a table to so many read units a second, however many segments are read at the same time. Only a
 * page whose items are larger than those before it consumes more at once, and has the next ones wait for so much longer.
 * What the service counted of an answer that was lost, and asked for again, is not known.
 *
 * @example
 * new ReadRate({ unitsPerSecond: 50, now: () => performance.now(), sleep })
 */
export class ReadRate {
  private readonly bucket: UnitBucket;

  constructor(private readonly settings: ReadRateSettings) {
    this.bucket = new UnitBucket(settings.unitsPerSecond);
  }

  /** For the pages of one segment, which are read one after the other. */
  segment(): SegmentRate {
    const { unitsPerSecond, isConsistent = true } = this.settings;
    const unitPrice = isConsistent ? 1 : 0.5;
    const pageUnits = Math.max(unitsPerSecond / pagesPerSecond, Math.min(unitsPerSecond, cheapPageUnits));
    const pageBytes = (pageUnits / unitPrice) * readUnitBytes;
    return new SegmentRate({ bucket: this.bucket, clock: this.settings, unitPrice, pageBytes });
  }
}

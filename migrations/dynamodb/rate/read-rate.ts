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

/** A page is a burst: request the units of 100 ms at once. */
const pagesPerSecond = 10;
/** Each page is rounded up to a whole unit, so smaller pages would cost more. */
const cheapPageUnits = 10;

/**
 * Keeps all scans of a table below a maximum of read units per second, for any number of segments. Only a page whose
 * items are larger than those before it exceeds the rate; the next pages then wait longer. Units of a request whose
 * response was lost are not counted.
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

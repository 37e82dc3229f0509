import type { ScanPage } from "../../dynamodb/reader/scan-segment";
import type { Item } from "../../items/item";
import { itemBytes } from "../../items/item-size";
import { keyForPeople } from "../../items/key-check";
import type { Rejection } from "../../items/rejection";
import { unmarshal } from "../../items/unmarshal";
import { HotKeys, type KeyUnits } from "../plan/hot-keys";

/** What was read of one segment of a table. */
export interface SegmentCount {
  readonly segment: number;
  readonly items: number;
  /** Items for which the filter is true. */
  readonly matched: number;
  /** Bytes of all items that were read. */
  readonly bytes: number;
}

export interface ScanItemsSettings {
  /** Segments that are read at the same time. */
  readonly segments: number;
  /** Reads the page of a segment after a key. */
  readonly page: (segment: number, after: Item | undefined, signal: AbortSignal) => Promise<ScanPage>;
  /** Whether an item is wanted; a rejection if that cannot be evaluated. */
  readonly isWanted: (row: ReturnType<typeof unmarshal>) => boolean | Rejection;
  readonly partitionKey: string;
  /** Matching items that are returned; the scan ends once it has them. @default all are counted, none returned */
  readonly limit?: number | undefined;
  readonly onProgress: (items: number) => void;
  readonly signal: AbortSignal;
}

/** What a scan of a table found. */
export interface ScannedItems {
  readonly segments: readonly SegmentCount[];
  /** The first matching items, in no order. */
  readonly found: readonly Item[];
  /** Partition keys with the most matching items. */
  readonly largest: readonly KeyUnits[];
  /** Items for which the filter cannot be evaluated. */
  readonly failed: number;
  /** Why, for the first of them. */
  readonly failure?: string | undefined;
  /** Whether the table was read to its end. */
  readonly isComplete: boolean;
}

/** Partition keys that are returned. */
const maxLargest = 5;

/** Scans a table in parallel segments, and counts or collects the items that match. Memory does not grow with the table. */
export async function scanItems(settings: ScanItemsSettings): Promise<ScannedItems> {
  const scan = new ItemScan(settings);
  const segments = await Promise.all(
    Array.from({ length: settings.segments }, (_, segment) => scan.segment(segment)),
  );
  return scan.result(segments);
}

class ItemScan {
  private readonly found: Item[] = [];
  private readonly keys = new HotKeys();
  private items = 0;
  private failed = 0;
  private failure: string | undefined;
  private isStopped = false;

  constructor(private readonly settings: ScanItemsSettings) {}

  async segment(segment: number): Promise<SegmentCount> {
    const { page, signal, onProgress } = this.settings;
    const count = { segment, items: 0, matched: 0, bytes: 0 };
    for (
      let after: Item | undefined, isFirst = true;
      (isFirst || after) && !this.isStopped;
      isFirst = false
    ) {
      const { items, next } = await page(segment, after, signal);
      for (const item of items) {
        if (this.isStopped) break;
        count.items++;
        count.bytes += itemBytes(item);
        if (this.take(item)) count.matched++;
      }
      onProgress((this.items += items.length));
      after = next;
    }
    return count;
  }

  result(segments: readonly SegmentCount[]): ScannedItems {
    const { found, failed, failure, isStopped } = this;
    return { segments, found, failed, failure, largest: this.keys.top(maxLargest), isComplete: !isStopped };
  }

  private take(item: Item): boolean {
    const { isWanted, partitionKey, limit = 0 } = this.settings;
    const wanted = isWanted(unmarshal(item));
    if (typeof wanted !== "boolean") {
      this.failed++;
      this.failure ??= wanted.message;
      return false;
    }
    if (!wanted) return false;
    this.keys.add(keyForPeople(item, [partitionKey])[partitionKey] ?? "", 1);
    if (this.found.length < limit) this.found.push(item);
    this.isStopped = limit > 0 && this.found.length >= limit;
    return true;
  }
}

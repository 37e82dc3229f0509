import type { Caller } from "../client/caller";
import { decodeBinaries } from "../../items/decode-binaries";
import type { Item } from "../../items/item";
import { itemText } from "../../items/item-text";
import { jsonString } from "../../items/json-string";
import type { SegmentRate } from "../rate/segment-rate";

/** Which segment of a table is scanned, and how. */
export interface ScanSegmentSettings {
  readonly table: string;
  /** Counts from 0. */
  readonly segment: number;
  /** 1 to 1,000,000. */
  readonly totalSegments: number;
  /** Eventually consistent reads cost half. @default true */
  readonly isConsistent?: boolean | undefined;
  /** @default as fast as the service responds */
  readonly rate?: SegmentRate | undefined;
}

/** One response to Scan. */
export interface ScanPage {
  readonly items: readonly Item[];
  /** The key after which the next page starts; absent on the last page of the segment. */
  readonly next?: Item | undefined;
}

/** A response whose shape was checked. */
interface ScanResponse {
  readonly Items: readonly Item[];
  readonly LastEvaluatedKey?: Item;
  readonly ConsumedCapacity?: { readonly CapacityUnits?: unknown } | null;
}

/** Reads one segment of a table's parallel scan, page by page. */
export class ScanSegment {
  /** @param service retries what fails; see `RetryingClient` */
  constructor(
    private readonly service: Caller,
    private readonly settings: ScanSegmentSettings,
  ) {}

  /**
   * Reads the page after a key.
   * @param after absent for the first page
   * @throws what the service throws, or the signal's reason
   */
  async page(after: Item | undefined, signal: AbortSignal): Promise<ScanPage> {
    const { rate } = this.settings;
    const limit = await rate?.take(signal);
    const { body, json } = await this.service.call("Scan", this.request(after, limit), signal);
    const { Items: items, LastEvaluatedKey: next, ConsumedCapacity } = json as unknown as ScanResponse;
    if (mayHoldBinaries(body)) {
      items.forEach(decodeBinaries);
      if (next) decodeBinaries(next);
    }
    const units = ConsumedCapacity?.CapacityUnits;
    rate?.correct(items, typeof units === "number" ? units : undefined);
    return { items, next };
  }

  private request(after: Item | undefined, limit: number | undefined): Buffer {
    const { table, segment, totalSegments, isConsistent = true } = this.settings;
    const members = [
      `"TableName":${jsonString(table)},"ConsistentRead":${isConsistent}`,
      ...(limit === undefined ? [] : [`"Limit":${limit},"ReturnConsumedCapacity":"TOTAL"`]),
      ...(totalSegments > 1 ? [`"Segment":${segment},"TotalSegments":${totalSegments}`] : []),
      ...(after === undefined ? [] : [`"ExclusiveStartKey":${itemText(after)}`]),
    ];
    return Buffer.from(`{${members.join(",")}}`);
  }
}

/** Most pages hold none, and need not be searched. */
function mayHoldBinaries(body: Buffer): boolean {
  return body.includes('"B"') || body.includes('"BS"');
}

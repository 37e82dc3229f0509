import type { ReadRate } from "../rate/read-rate";
import type { SegmentRate } from "../rate/segment-rate";
import { InterruptedError, UnreachableError } from "../../errors";
import type { Caller } from "../client/caller";
import { problemText } from "../client/problem-text";
import type { Item } from "../../items/item";
import { decodeBinaries } from "../../items/decode-binaries";
import type { TableReader } from "./table-reader";

/** How a {@link TableScan} reads. */
export interface TableScanSettings {
  /** Scanned at the same time; 1 to 1,000,000. @default 4 */
  readonly segments?: number;
  /** The table's. @default as fast as the service answers */
  readonly rate?: ReadRate | undefined;
}

interface Segment {
  readonly number: number;
  readonly rate: SegmentRate | undefined;
}

interface Page {
  readonly segment: Segment;
  readonly items: readonly Item[];
  /** As the service wrote it, for the next request. */
  readonly next: unknown;
}

/** A response whose shape was checked. */
interface ScanResponse {
  readonly Items: readonly Item[];
  readonly LastEvaluatedKey?: unknown;
  readonly ConsumedCapacity?: { readonly CapacityUnits?: unknown } | null;
}

/** Scans a table in parallel segments. */
export class TableScan implements TableReader {
  private readonly segments: number;
  private readonly rate: ReadRate | undefined;

  /** @param service retries what fails; see `RetryingClient` */
  constructor(
    private readonly service: Caller,
    private readonly tableName: string,
    { segments = 4, rate }: TableScanSettings = {},
  ) {
    this.segments = segments;
    this.rate = rate;
  }

  async *scan(signal?: AbortSignal): AsyncGenerator<readonly Item[]> {
    const ended = new AbortController();
    const stopped = signal ? AbortSignal.any([signal, ended.signal]) : ended.signal;
    const pages = new Map<Segment, Promise<Page>>();
    const read = (segment: Segment, after: unknown): void => {
      const page = this.page(segment, after, stopped);
      // While the reader is busy, or once it has stopped, nobody else hears how the pages under way end.
      page.catch(() => undefined);
      pages.set(segment, page);
    };
    try {
      for (let number = 0; number < this.segments; number++)
        read({ number, rate: this.rate?.segment() }, undefined);
      while (pages.size > 0) {
        const { segment, items, next } = await Promise.race(pages.values());
        if (next) read(segment, next);
        else pages.delete(segment);
        yield items;
      }
    } finally {
      // Pages that wait for their turn would keep the process alive.
      ended.abort();
    }
  }

  private async page(segment: Segment, after: unknown, signal: AbortSignal): Promise<Page> {
    try {
      const limit = await segment.rate?.take(signal);
      const { body, json } = await this.service.call("Scan", this.request(segment, after, limit), signal);
      const { Items, LastEvaluatedKey, ConsumedCapacity } = json as unknown as ScanResponse;
      if (mayHoldBinaries(body)) Items.forEach(decodeBinaries);
      const units = ConsumedCapacity?.CapacityUnits;
      segment.rate?.correct(Items, typeof units === "number" ? units : undefined);
      return { segment, items: Items, next: LastEvaluatedKey };
    } catch (cause) {
      if (signal.aborted) throw new InterruptedError("interrupted; nothing was changed");
      const problem = problemText(cause, { action: "dynamodb:Scan", table: this.tableName });
      throw new UnreachableError("table-unreadable", `table ${this.tableName} cannot be read: ${problem}`, {
        cause,
      });
    }
  }

  private request({ number }: Segment, after: unknown, limit: number | undefined): Buffer {
    const request = {
      TableName: this.tableName,
      ConsistentRead: true,
      ...(limit !== undefined && { Limit: limit, ReturnConsumedCapacity: "TOTAL" }),
      ...(this.segments > 1 && { Segment: number, TotalSegments: this.segments }),
      ...(after !== undefined && { ExclusiveStartKey: after }),
    };
    return Buffer.from(JSON.stringify(request));
  }
}

/** Most pages hold none, and need not be looked through. */
function mayHoldBinaries(body: Buffer): boolean {
  return body.includes('"B"') || body.includes('"BS"');
}

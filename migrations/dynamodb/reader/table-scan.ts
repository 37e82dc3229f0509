import { anySignal } from "../../any-signal";
import type { ReadRate } from "../rate/read-rate";
import { InterruptedError, UnreachableError } from "../../errors";
import type { Caller } from "../client/caller";
import { problemText } from "../client/problem-text";
import type { Item } from "../../items/item";
import { type ScanPage, ScanSegment } from "./scan-segment";
import type { TableReader } from "./table-reader";

/** How a {@link TableScan} reads. */
export interface TableScanSettings {
  /** Scanned at the same time; 1 to 1,000,000. @default 4 */
  readonly segments?: number;
  /** A part of the table: these segments are the first and those after it, of so many in all. @default the table */
  readonly part?: { readonly first: number; readonly of: number } | undefined;
  /** The table's. @default as fast as the service responds */
  readonly rate?: ReadRate | undefined;
}

/** A page and the segment that it belongs to. */
interface SegmentPage extends ScanPage {
  readonly segment: ScanSegment;
}

/** Scans a table in parallel segments. */
export class TableScan implements TableReader {
  private readonly segments: number;
  private readonly part: { readonly first: number; readonly of: number };
  private readonly rate: ReadRate | undefined;

  /** @param service retries what fails; see `RetryingClient` */
  constructor(
    private readonly service: Caller,
    private readonly tableName: string,
    { segments = 4, part, rate }: TableScanSettings = {},
  ) {
    this.segments = segments;
    this.part = part ?? { first: 0, of: segments };
    this.rate = rate;
  }

  async *scan(signal?: AbortSignal): AsyncGenerator<readonly Item[]> {
    const ended = new AbortController();
    const stopped = anySignal(signal, ended.signal);
    const pages = new Map<ScanSegment, Promise<SegmentPage>>();
    const read = (segment: ScanSegment, after?: Item): void => {
      const page = this.page(segment, after, stopped);
      // While the reader is busy, or after it has stopped, nobody awaits the pages in flight.
      page.catch(() => undefined);
      pages.set(segment, page);
    };
    try {
      for (let number = 0; number < this.segments; number++) read(this.segment(this.part.first + number));
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

  private segment(segment: number): ScanSegment {
    const rate = this.rate?.segment();
    return new ScanSegment(this.service, {
      ...{ table: this.tableName, segment, totalSegments: this.part.of, rate },
    });
  }

  private async page(
    segment: ScanSegment,
    after: Item | undefined,
    signal: AbortSignal,
  ): Promise<SegmentPage> {
    try {
      return { segment, ...(await segment.page(after, signal)) };
    } catch (cause) {
      if (signal.aborted) throw new InterruptedError("interrupted; nothing was changed");
      const problem = problemText(cause, { action: "dynamodb:Scan", table: this.tableName });
      throw new UnreachableError("table-unreadable", `table ${this.tableName} cannot be read: ${problem}`, {
        cause,
      });
    }
  }
}

import type { Item } from "../../items/item";
import type { ScanPage } from "../../dynamodb/reader/scan-segment";

/** Reads the page of a segment after a key. */
export type ReadPage = (after: Item | undefined) => Promise<ScanPage>;

/** The items of one segment of a parallel scan in their order; the next page is read in advance. */
export class PrefetchedSegment {
  private items: readonly Item[] = [];
  private ahead: Promise<ScanPage> | undefined;
  private lastTaken: Item | undefined;

  /** @param after the last item read before */
  constructor(
    private readonly read: ReadPage,
    after: Item | undefined,
  ) {
    this.lastTaken = after;
    this.readAhead(after);
  }

  /** A segment that was read to its end. */
  static ended(): PrefetchedSegment {
    const segment = new PrefetchedSegment(() => Promise.resolve({ items: [] }), undefined);
    segment.ahead = undefined;
    return segment;
  }

  get isEnded(): boolean {
    return this.items.length === 0 && this.ahead === undefined;
  }

  /** The last item handed out, whole. */
  get last(): Item | undefined {
    return this.lastTaken;
  }

  /** The next items; fewer than `count` only at the end of the segment. */
  async take(count: number): Promise<readonly Item[]> {
    while (this.items.length < count && this.ahead) {
      const { items, next } = await this.ahead;
      this.items = [...this.items, ...items];
      this.ahead = undefined;
      if (next) this.readAhead(next);
    }
    const taken = this.items.slice(0, count);
    this.items = this.items.slice(count);
    this.lastTaken = taken.at(-1) ?? this.lastTaken;
    return taken;
  }

  private readAhead(after: Item | undefined): void {
    this.ahead = this.read(after);
    // After the reader has stopped, nobody awaits the page in flight.
    this.ahead.catch(() => undefined);
  }
}

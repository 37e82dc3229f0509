import type { Item } from "../../items/item";

/** Some items of a segment, and where the next begin. */
export interface Page {
  readonly items: readonly Item[];
  readonly next: Item | undefined;
}

/** Reads the items of a segment behind a key. */
export type ReadPage = (after: Item | undefined) => Promise<Page>;

/** One segment of a parallel scan: its items in their order, a page read ahead. */
export class DynamoDbSegment {
  private items: readonly Item[] = [];
  private ahead: Promise<Page> | undefined;
  private lastTaken: Item | undefined;

  /** @param after the last item read before */
  constructor(
    private readonly read: ReadPage,
    after: Item | undefined,
  ) {
    this.lastTaken = after;
    this.readAhead(after);
  }

  /** Nothing of a segment that was read to its end. */
  static ended(): DynamoDbSegment {
    const segment = new DynamoDbSegment(() => Promise.resolve({ items: [], next: undefined }), undefined);
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

  /** The next items: fewer only at the end of the segment, wherever its pages end. */
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
    // Where the reading is given up, nobody else hears how the page under way ends.
    this.ahead.catch(() => undefined);
  }
}

import { anySignal } from "../../any-signal";
import { InterruptedError } from "../../errors";
import type { Item } from "../../items/item";
import { unmarshal } from "../../items/unmarshal";
import { scanCursor, scanPosition } from "./dynamodb-cursor";
import { PrefetchedSegment } from "./prefetched-segment";
import { rowKeyIn } from "./dynamodb-lookup";
import type { ScanPage } from "../../dynamodb/reader/scan-segment";
import type { Reading, RowOrigin, RowStream, SourceChunk, SourceRow } from "../source";

/** Items of a segment that are handed on before it is the next one's turn. */
const chunkItems = 100;

/** Properties of a table that are known before it is read. */
export interface Table {
  readonly name: string;
  readonly keyNames: readonly string[];
  readonly itemCount: number;
}

/** Reads the page of a segment after a key. */
export type ReadSegmentPage = (
  segment: number,
  after: Item | undefined,
  signal: AbortSignal,
) => Promise<ScanPage>;

/** One read of a table, in parallel segments. */
export class DynamoDbScan implements RowStream {
  private count: number;
  private total = 0;
  origin: RowOrigin | undefined;

  constructor(
    private readonly segments: number,
    private readonly describe: () => Promise<Table>,
    private readonly page: ReadSegmentPage,
    private readonly reading: Reading,
  ) {
    this.count = reading.after?.row ?? 0;
  }

  /** By the service's count, which is some hours old. */
  get fractionRead(): number | undefined {
    return this.total > 0 ? Math.min(1, this.count / this.total) : undefined;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<SourceChunk> {
    const { keyNames, itemCount } = await this.describe();
    this.total = this.reading.range === undefined ? itemCount : itemCount / this.segments;
    this.origin = { keyColumns: keyNames, keyOf: (value) => rowKeyIn(value, keyNames) };
    const ended = new AbortController();
    try {
      yield* this.chunks(ended.signal, keyNames);
    } finally {
      // Pages that wait for their turn would keep the process alive.
      ended.abort();
    }
  }

  private async *chunks(ended: AbortSignal, keyNames: readonly string[]): AsyncGenerator<SourceChunk> {
    const { signal } = this.reading;
    const { turn, segments } = this.begin(anySignal(signal, ended));
    for (let at = turn; segments.some((segment) => !segment.isEnded); at = (at + 1) % segments.length) {
      if (signal?.aborted) throw new InterruptedError();
      const items = (await segments[at]?.take(chunkItems)) ?? [];
      if (items.length === 0) continue;
      const rows = items.map((item): SourceRow => ({ number: ++this.count, value: unmarshal(item) }));
      const next = (at + 1) % segments.length;
      const cursor = scanCursor({
        turn: next,
        segments: segments.map((segment) => placeOf(segment, keyNames)),
      });
      yield { rows, cursor };
    }
  }

  private begin(stopped: AbortSignal): { turn: number; segments: PrefetchedSegment[] } {
    const { after, range } = this.reading;
    const unread = Array.from({ length: this.segments }, (_, index) =>
      range === undefined || range === `segment ${index}` ? ("begin" as const) : ("end" as const),
    );
    const position = after ? scanPosition(after.cursor, this.segments) : { turn: 0, segments: unread };
    const segments = position.segments.map((at, index) =>
      at === "end"
        ? PrefetchedSegment.ended()
        : new PrefetchedSegment((from) => this.page(index, from, stopped), at === "begin" ? undefined : at),
    );
    return { turn: position.turn, segments };
  }
}

function placeOf(segment: PrefetchedSegment, keyNames: readonly string[]): Item | "begin" | "end" {
  if (segment.isEnded) return "end";
  if (segment.last === undefined) return "begin";
  const item = segment.last;
  return Object.fromEntries(keyNames.flatMap((name) => (item[name] ? [[name, item[name]]] : [])));
}

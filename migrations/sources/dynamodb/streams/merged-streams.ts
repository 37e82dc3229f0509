import { anySignal } from "../../../any-signal";
import type { ShardPage } from "./shard-reader";
import type { StreamClock } from "./stream-clock";
import type { StreamRecord } from "./streams-api";
import type { StreamsPosition } from "./streams-position";
import type { TableStream } from "./table-stream";

/** Positions of steps without records are handed on this often, at most. */
const quietEveryMs = 200;
/** Wait while no shard can be read. */
const idleMs = 250;

/** Records of one table, written at the same time, and the position after them. */
export interface MergedRecords {
  readonly table: string;
  readonly records: readonly StreamRecord[];
  readonly position: StreamsPosition;
  /** Milliseconds since 1970. */
  readonly at?: number | undefined;
}

/** Reads the streams of several tables, all shards in parallel, as one sequence whose positions cover all of them. */
export class MergedStreams {
  private lastStep = -Infinity;

  /**
   * @param process names the clock of the positions' moments
   * @param since a moment that the shards must have been listed after; it may become a later one
   */
  constructor(
    private readonly streams: readonly TableStream[],
    private readonly process: string,
    private readonly since: () => number,
    private readonly clock: StreamClock,
  ) {}

  /** Until the signal aborts. @throws what the service throws */
  async *records(signal: AbortSignal): AsyncGenerator<MergedRecords> {
    const stopped = new AbortController();
    const either = anySignal(signal, stopped.signal);
    try {
      while (!signal.aborted) yield* this.round(either);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      // Requests and waits in flight would keep the process alive.
      stopped.abort();
    }
  }

  private async *round(signal: AbortSignal): AsyncGenerator<MergedRecords> {
    for (const stream of this.streams) {
      await stream.refresh(this.since(), signal);
      stream.requireEnabled();
    }
    const pending = this.streams.flatMap((stream) =>
      stream.ready.map(async (shard) => ({ stream, page: await stream.next(shard, signal) })),
    );
    if (pending.length === 0) {
      yield this.quiet();
      return this.clock.sleep(idleMs, signal);
    }
    // Those that lose the race are awaited in the next round.
    pending.forEach((other) => void other.catch(() => undefined));
    const { stream, page } = await Promise.race(pending);
    for (const records of bySecond(page.records)) {
      page.shard.passed(records.at(-1) as StreamRecord);
      yield { table: stream.table, records, position: this.position, at: records[0]?.at };
    }
    stream.took(page);
    const isDue = page.isLast || this.clock.monotonic() - this.lastStep >= quietEveryMs;
    if (isDue) yield this.quiet();
  }

  private quiet(): MergedRecords {
    this.lastStep = this.clock.monotonic();
    return { table: "", records: [], position: this.position };
  }

  private wallOf(moment: number): number {
    return Math.floor(this.clock.now() - (this.clock.monotonic() - moment));
  }

  private get position(): StreamsPosition {
    const at = Math.min(...this.streams.map(({ quietSince }) => quietSince));
    const isUnlisted = this.streams.some((stream) => stream.isUnlisted);
    const ofShards = Math.min(...this.streams.map(({ shardsQuietSince }) => shardsQuietSince));
    const wall = this.wallOf(isUnlisted || !Number.isFinite(ofShards) ? at : ofShards);
    return {
      process: this.process,
      readAt: Math.min(...this.streams.map(({ readUpTo }) => readUpTo)),
      isUnlisted,
      quiet: Number.isFinite(at) ? { process: this.process, at, wall } : undefined,
      streams: new Map(this.streams.map(({ table, position }) => [table, position])),
    };
  }
}

/** Records that were written at the same time, as far as the service tells. */
function bySecond(records: ShardPage["records"]): StreamRecord[][] {
  const groups: StreamRecord[][] = [];
  for (const record of records) {
    const last = groups.at(-1);
    if (last?.[0]?.at === record.at && last) last.push(record);
    else groups.push([record]);
  }
  return groups;
}

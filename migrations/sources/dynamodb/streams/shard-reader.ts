import { serviceErrorOf } from "../../../dynamodb/client/service-error";
import type { StreamClock } from "./stream-clock";
import type { StreamRecord, StreamsApi } from "./streams-api";
import type { ShardPosition } from "./streams-position";

/** Wait after a page without records: DynamoDB allows a few requests per second and shard. */
const emptyWaitMs = 250;

/**
 * A page without records does not mean that there are none: the service may need several requests to get to the next
 * ones.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html
 */
const emptyPages = 3;

/** One response to GetRecords. */
export interface ShardPage {
  readonly shard: ShardReader;
  readonly records: readonly StreamRecord[];
  /** Whether the shard ends after them. */
  readonly isLast: boolean;
  /** Start of the request, by the clock that is never set back, and by the wall clock. */
  readonly askedAt: number;
  readonly wallAt: number;
}

/** Reads the records of one shard, one page in advance. */
export class ShardReader {
  private iterator: string | undefined;
  private pending: Promise<ShardPage> | undefined;
  /** Start of the latest requests that returned no records. */
  private empty: Pick<ShardPage, "askedAt" | "wallAt">[] = [];
  private waitMs = 0;
  private quietAt = -Infinity;

  /** @param readAt all records of an earlier time have been read; milliseconds since 1970 */
  constructor(
    readonly arn: string,
    readonly id: string,
    public parent: string | undefined,
    private at: ShardPosition,
    public readAt: number,
    private readonly api: StreamsApi,
    private readonly clock: StreamClock,
  ) {}

  get position(): ShardPosition {
    return this.at;
  }

  get isEnded(): boolean {
    return this.at === "end";
  }

  /** Everything written to the shard before this moment was read, even if later records came since. */
  get quietSince(): number {
    return this.isEnded ? Infinity : this.quietAt;
  }

  /** The next page, which is the same one until {@link took} is called with it. */
  next(signal: AbortSignal): Promise<ShardPage> {
    if (!this.pending) {
      this.pending = this.read(signal);
      // The reader of the steps may have stopped.
      this.pending.catch(() => undefined);
    }
    return this.pending;
  }

  /** Notes that records up to this one were handed on. */
  passed({ sequence, at }: StreamRecord): void {
    this.at = sequence;
    if (at !== undefined) this.readAt = Math.max(this.readAt, at);
  }

  /** Notes that a page was handed on, so that the next one is read. */
  took({ records, isLast, askedAt, wallAt }: ShardPage): void {
    this.pending = undefined;
    if (isLast) this.at = "end";
    if (records.length > 0) {
      this.empty = [];
      this.waitMs = 0;
      return;
    }
    this.empty = [...this.empty, { askedAt, wallAt }].slice(-emptyPages);
    const [first] = this.empty;
    if (first && this.empty.length === emptyPages) {
      this.readAt = Math.max(this.readAt, first.wallAt);
      this.quietAt = first.askedAt;
    }
    this.waitMs = emptyWaitMs;
  }

  private async read(signal: AbortSignal): Promise<ShardPage> {
    if (this.waitMs > 0) await this.clock.sleep(this.waitMs, signal);
    signal.throwIfAborted();
    const askedAt = this.clock.monotonic();
    const wallAt = this.clock.now();
    const { records, next } = await this.records(signal);
    this.iterator = next;
    return { shard: this, records, isLast: next === undefined, askedAt, wallAt };
  }

  private async records(signal: AbortSignal) {
    const iterator = (this.iterator ??= await this.api.iterator(this.arn, this.id, this.at, signal));
    try {
      return await this.api.records(iterator, signal);
    } catch (error) {
      if (serviceErrorOf(error).code !== "ExpiredIteratorException") throw error;
      this.iterator = await this.api.iterator(this.arn, this.id, this.at, signal);
      return this.api.records(this.iterator, signal);
    }
  }
}

import { UnreachableError } from "../../../errors";
import { ShardReader, type ShardPage } from "./shard-reader";
import type { StreamClock } from "./stream-clock";
import type { StreamsApi } from "./streams-api";
import type { StreamPosition } from "./streams-position";

/** The shards are listed again this often, at least. */
const listEveryMs = 30_000;
/** The same while a shard has ended and none that continues it is listed yet. */
const listSoonMs = 2000;

/** The stream of one table: its shards, each read after the one that it continues. */
export class TableStream {
  private readonly shards = new Map<string, ShardReader>();
  /** Start of the latest listing, by the clock that is never set back. */
  private listedAt = -Infinity;
  /** The same by the wall clock. */
  private listedWall: number;
  /** Whether a shard ended after the listing. */
  private hasNewEnd = false;
  private isDisabled = false;

  /**
   * @param readAt all records of an earlier time have been read; milliseconds since 1970
   * @param failed makes the error of the source from what a request throws
   */
  constructor(
    readonly table: string,
    private readonly from: StreamPosition,
    private readonly readAt: number,
    private readonly api: StreamsApi,
    private readonly clock: StreamClock,
    private readonly failed: (error: unknown) => Promise<Error>,
  ) {
    this.listedWall = readAt;
    for (const [id, at] of from.shards) this.add(id, undefined, at);
  }

  get arn(): string {
    return this.from.arn;
  }

  /** Lists the shards if that was not done since a moment, or a shard has ended. */
  async refresh(since: number, signal: AbortSignal): Promise<void> {
    const now = this.clock.monotonic();
    const everyMs = this.hasLeaf ? listSoonMs : listEveryMs;
    const isListedSince = this.listedAt >= since || since > now;
    if (!this.hasNewEnd && isListedSince && now - this.listedAt < everyMs) return;
    const wall = this.clock.now();
    const { shards, isDisabled } = await this.asked(signal, () => this.api.shards(this.arn, signal));
    this.hasNewEnd = false;
    this.listedAt = now;
    this.listedWall = wall;
    this.isDisabled = isDisabled;
    const listed = new Set(shards.map(({ id }) => id));
    for (const [id, { isEnded }] of this.shards) if (isEnded && !listed.has(id)) this.shards.delete(id);
    for (const { id, parent } of shards) {
      const known = this.shards.get(id);
      if (known) known.parent = parent;
      else this.add(id, parent, "trim-horizon");
    }
  }

  /** The shards that can be read now. */
  get ready(): readonly ShardReader[] {
    return [...this.shards.values()].filter(({ isEnded, parent }) => !isEnded && !this.isWaiting(parent));
  }

  /** The next page of a shard. @throws UnreachableError */
  next(shard: ShardReader, signal: AbortSignal): Promise<ShardPage> {
    return this.asked(signal, () => shard.next(signal));
  }

  /** Notes that a page was handed on, so that the next one is read. */
  took(page: ShardPage): void {
    page.shard.took(page);
    this.hasNewEnd ||= page.isLast;
  }

  /** @throws UnreachableError `log-lost` if the stream was disabled and has been read to its end */
  requireEnabled(): void {
    const isRead = !this.hasNewEnd && [...this.shards.values()].every(({ isEnded }) => isEnded);
    if (this.isDisabled && isRead)
      throw new UnreachableError(
        "log-lost",
        `the stream of table ${this.table} was disabled, and changes since then are not known; enable it and move the rows again with run --follow --no-resume --on-conflict overwrite`,
      );
  }

  get position(): StreamPosition {
    return { arn: this.arn, shards: new Map([...this.shards].map(([id, { position }]) => [id, position])) };
  }

  /** Everything written before this moment has been read. */
  get quietSince(): number {
    return this.hasNewEnd ? -Infinity : Math.min(this.listedAt, this.shardsQuietSince);
  }

  /** The same of the shards that are known; `Infinity` if all of them have ended. */
  get shardsQuietSince(): number {
    return Math.min(...[...this.shards.values()].map(({ quietSince }) => quietSince));
  }

  /** All records of an earlier time have been read; milliseconds since 1970. */
  get readUpTo(): number {
    const { ready } = this;
    if (ready.length > 0) return Math.min(...ready.map(({ readAt }) => readAt));
    return this.listedWall;
  }

  /** Whether a shard has ended and none that continues it is listed yet. */
  get isUnlisted(): boolean {
    return this.hasNewEnd || this.hasLeaf;
  }

  private add(id: string, parent: string | undefined, at: string): void {
    const readAt = (parent === undefined ? undefined : this.shards.get(parent)?.readAt) ?? this.readAt;
    this.shards.set(id, new ShardReader(this.arn, id, parent, at, readAt, this.api, this.clock));
  }

  private isWaiting(parent: string | undefined): boolean {
    const shard = parent === undefined ? undefined : this.shards.get(parent);
    return shard !== undefined && !shard.isEnded;
  }

  private async asked<Response>(signal: AbortSignal, request: () => Promise<Response>): Promise<Response> {
    try {
      return await request();
    } catch (error) {
      throw signal.aborted ? error : await this.failed(error);
    }
  }

  /** Whether a shard has ended that no other continues. */
  private get hasLeaf(): boolean {
    const continued = new Set([...this.shards.values()].map(({ parent }) => parent));
    return [...this.shards.values()].some(({ id, isEnded }) => isEnded && !continued.has(id));
  }
}

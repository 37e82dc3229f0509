/**
 * A reading decodes everything since the oldest open transaction, and since the point from which the server reads: while
 * nothing comes, it takes at most a tenth of the time.
 */
const idleFactor = 10;
/** Wait after a reading with changes, at most: they must not arrive late. */
const maxWaitMs = 1000;
/** A reading that takes longer is worth the cost of a later point to read from. */
const slowMs = 20;
/** Between two such points, at least. */
const pointEveryMs = 1000;

/** How often the log is read. All times are in milliseconds. */
export class PollPace {
  private lastMs = 0;
  private nextPointAt = 0;

  /** @param idleMs between two readings, at least. */
  constructor(private readonly idleMs: number) {}

  /** Notes how long the server took until the first message of a reading came, or it was found that none comes. */
  noteReading(tookMs: number): void {
    this.lastMs = tookMs;
  }

  /** The wait until the next reading. */
  waitMs(hasChanges: boolean): number {
    const waitMs = Math.max(this.idleMs, idleFactor * this.lastMs);
    return hasChanges ? Math.min(waitMs, Math.max(this.idleMs, maxWaitMs)) : waitMs;
  }

  /** Whether the server should set a later point to read from. @param now by a monotonic clock */
  isPointDue(now: number): boolean {
    return this.lastMs > slowMs && now >= this.nextPointAt;
  }

  /** Notes that a point was set. @param now by a monotonic clock */
  notePoint(now: number, tookMs: number): void {
    this.nextPointAt = now + Math.max(pointEveryMs, idleFactor * tookMs);
  }
}

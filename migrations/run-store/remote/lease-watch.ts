/** What watching leases needs from outside. */
export interface WatchClock {
  /** Milliseconds since some moment in the past; never set back. */
  readonly monotonic: () => number;
}

/**
 * Tells the leases whose owners have not renewed them. Only this machine's clock counts, from when it first saw a
 * version: two machines never compare their clocks.
 */
export class LeaseWatch {
  private readonly seen = new Map<string, { readonly version: string; readonly since: number }>();

  /** @param holdMs after which an unchanged lease is stale */
  constructor(
    readonly holdMs: number,
    private readonly clock: WatchClock,
  ) {}

  /** Notes a version; whether it has been seen for so long that its owner must have stopped. */
  isStale(name: string, version: string): boolean {
    const now = this.clock.monotonic();
    const before = this.seen.get(name);
    if (before?.version === version) return now - before.since >= this.holdMs;
    this.seen.set(name, { version, since: now });
    return false;
  }
}

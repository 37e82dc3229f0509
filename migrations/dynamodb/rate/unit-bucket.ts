/** Maximum burst: unused capacity accumulates for at most 50 ms. */
const slackMs = 50;

/** What keeping to a rate needs from outside. */
export interface RateClock {
  /** Milliseconds since any fixed moment. */
  readonly now: () => number;
  /** Ends early where the signal is aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** The capacity of a table or an index: a fixed number of units per second. */
export class UnitBucket {
  /** When all that was taken is used up. */
  private busyUntil: number | undefined;

  /** @param unitsPerSecond at least 1 */
  constructor(private unitsPerSecond: number) {}

  /** Changes the rate for what is taken from now on. @param unitsPerSecond above 0 */
  changeTo(unitsPerSecond: number): void {
    this.unitsPerSecond = unitsPerSecond;
  }

  /** Milliseconds until all that was taken is used up. */
  takenMs(now: number): number {
    return Math.max(0, (this.busyUntil ?? now) - now);
  }

  /** Takes units, and returns after how many milliseconds they are used up: at most 0 where they were saved up. */
  take(units: number, now: number): number {
    const from = Math.max(this.busyUntil ?? now, now - slackMs);
    this.busyUntil = from + this.msFor(units);
    return this.busyUntil - now;
  }

  /** Charges units beyond those that were taken, or gives some back where there are less than none. */
  charge(units: number): void {
    if (this.busyUntil !== undefined) this.busyUntil += this.msFor(units);
  }

  private msFor(units: number): number {
    return (units * 1000) / this.unitsPerSecond;
  }
}

/** Maximum burst: unused capacity accumulates for at most 50 ms. */
const slackMs = 50;

/** What keeping to a rate needs from outside. */
export interface RateClock {
  /** Milliseconds since any fixed moment. */
  readonly now: () => number;
  /** Ends early where the signal is aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** The capacity of a table or an index: a number of units per second. What waits for its units follows a change of the rate. */
export class UnitBucket {
  /** Units that were taken. */
  private taken = 0;
  /** Units that the rate has come to. */
  private passed = 0;
  private at: number | undefined;

  /** @param unitsPerSecond at least 0 @param savedMs for so long, unused capacity is saved up */
  constructor(
    private unitsPerSecond: number,
    private readonly savedMs = slackMs,
  ) {}

  /** Changes the rate from now on. @param unitsPerSecond with 0, nothing is used up any more */
  changeTo(unitsPerSecond: number, now: number): void {
    this.advance(now);
    this.unitsPerSecond = unitsPerSecond;
  }

  /** Takes units, and returns after how many milliseconds they are used up: at most 0 where they were saved up. */
  take(units: number, now: number): number {
    this.advance(now);
    this.passed = Math.min(this.passed, this.taken + this.unitsIn(this.savedMs));
    this.taken += units;
    return this.msUntil(this.taken, now);
  }

  /** All that was taken up to now, for {@link msUntil}. */
  get position(): number {
    return this.taken;
  }

  /** Milliseconds until all is used up that was taken up to a position; Infinity while the rate is 0. */
  msUntil(position: number, now: number): number {
    this.advance(now);
    const units = position - this.passed;
    if (units === 0) return 0;
    // Without the error of the arithmetic.
    return Math.round((units * 1e12) / this.unitsPerSecond) / 1e9;
  }

  /** Lets what is taken from now on wait for a time. */
  waitFor(ms: number, now: number): void {
    this.advance(now);
    this.taken = Math.max(this.taken, this.passed + this.unitsIn(ms));
  }

  /** Charges units beyond those that were taken, or gives some back where there are less than none. */
  charge(units: number): void {
    if (this.at !== undefined) this.taken += units;
  }

  private advance(now: number): void {
    this.passed += this.unitsIn(now - (this.at ?? now));
    this.at = now;
  }

  private unitsIn(ms: number): number {
    return (ms * this.unitsPerSecond) / 1000;
  }
}

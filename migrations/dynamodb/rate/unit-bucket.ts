/** Maximum burst: unused capacity accumulates for at most 50 ms. */
const slackMs = 50;

/** What keeping to a rate needs from outside. */
export interface RateClock {
  /** Milliseconds since any fixed moment. */
  readonly now: () => number;
  /** Ends early where the signal is aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/**
 * The capacity of a table or an index: a number of units per second. What waits for its units follows a change of the rate; only
 * what they are being counted for when the rate rises keeps the one before, so that two owners of a part never use it at once.
 */
export class UnitBucket {
  /** Units that were taken. */
  private taken = 0;
  /** The positions of what waits, in order. */
  private readonly ends: number[] = [];
  /** A higher rate, and the position from which it counts. */
  private next: { readonly from: number; readonly unitsPerSecond: number } | undefined;
  private at: number | undefined;

  /** @param unitsPerSecond at least 0 @param passed units that the rate has come to. @default nothing is saved up yet */
  constructor(
    private unitsPerSecond: number,
    private passed = 0,
  ) {}

  /** Changes the rate from now on. @param unitsPerSecond with 0, nothing is used up any more */
  changeTo(unitsPerSecond: number, now: number): void {
    this.advance(now);
    const [from] = this.ends;
    const isRise = unitsPerSecond > this.unitsPerSecond && this.unitsPerSecond > 0;
    this.next = isRise && from !== undefined ? { from, unitsPerSecond } : undefined;
    if (!this.next) this.unitsPerSecond = unitsPerSecond;
  }

  /**
   * Takes units, and returns after how many milliseconds they are used up: at most 0 where they were saved up.
   * @param saved so many unused units can be saved up. @default those of 50 ms
   */
  take(units: number, now: number, saved = this.unitsIn(slackMs)): number {
    this.advance(now);
    this.passed = Math.min(this.passed, this.taken + saved);
    this.taken += units;
    if (this.taken > this.passed) this.ends.push(this.taken);
    return this.msUntil(this.taken, now);
  }

  /** All that was taken up to now, for {@link msUntil}. */
  get position(): number {
    return this.taken;
  }

  /** Milliseconds until all is used up that was taken up to a position; Infinity while the rate is 0. */
  msUntil(position: number, now: number): number {
    this.advance(now);
    const later = this.next ? Math.max(0, position - this.next.from) : 0;
    const ms = this.msFor(position - later - this.passed, this.unitsPerSecond);
    // Without the error of the arithmetic.
    return Math.round((ms + this.msFor(later, this.next?.unitsPerSecond)) * 1e9) / 1e9;
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
    let ms = now - (this.at ?? now);
    this.at = now;
    const untilNext = this.next ? this.msFor(this.next.from - this.passed, this.unitsPerSecond) : Infinity;
    if (this.next && untilNext <= ms) {
      this.passed = this.next.from;
      this.unitsPerSecond = this.next.unitsPerSecond;
      this.next = undefined;
      ms -= untilNext;
    }
    this.passed += this.unitsIn(ms);
    while (this.ends[0] !== undefined && this.ends[0] <= this.passed) this.ends.shift();
  }

  private msFor(units: number, unitsPerSecond = 0): number {
    return units === 0 ? 0 : (units * 1000) / unitsPerSecond;
  }

  private unitsIn(ms: number): number {
    return (ms * this.unitsPerSecond) / 1000;
  }
}

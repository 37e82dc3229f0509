/**
 * How many requests may be in flight: halved when the service throttles, grown by about one a round while it
 * does not (additive increase, multiplicative decrease).
 */
export class ConcurrencyLimit {
  private limit: number;
  private inFlight = 0;
  private lastHalved = -Infinity;
  private readonly waiting: (() => void)[] = [];

  /** @param max never more than this. @param halveEveryMs one wave of throttling counts once */
  constructor(
    private readonly max: number,
    private readonly now: () => number,
    private readonly halveEveryMs = 1000,
  ) {
    this.limit = max;
  }

  /** Resolves when there is room, which is then taken. */
  async take(): Promise<void> {
    while (this.inFlight >= Math.floor(this.limit))
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.inFlight++;
  }

  /** Gives the room back. */
  release(): void {
    this.inFlight--;
    this.wake();
  }

  /** A request went well. */
  succeeded(): void {
    this.limit = Math.min(this.max, this.limit + 1 / this.limit);
    this.wake();
  }

  /** A request was throttled. */
  throttled(): void {
    if (this.now() - this.lastHalved < this.halveEveryMs) return;
    this.lastHalved = this.now();
    this.limit = Math.max(1, this.limit / 2);
  }

  private wake(): void {
    const room = Math.floor(this.limit) - this.inFlight;
    for (const resolve of this.waiting.splice(0, Math.max(0, room))) resolve();
  }
}

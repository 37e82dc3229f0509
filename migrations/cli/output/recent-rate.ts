/** Samples are at least this far apart. */
const spacingMs = 250;

/** How fast a count has grown lately. */
export class RecentRate {
  /** Oldest first; the first is the last one from before the window. */
  private samples: { readonly at: number; readonly count: number }[] = [];

  /** @param windowMs that the rate is of. @default 10 seconds */
  constructor(private readonly windowMs = 10_000) {}

  /** Notes the count at a time, in milliseconds of a monotonic clock. */
  add(at: number, count: number): void {
    const before = this.samples.at(-2);
    if (before && at - before.at < spacingMs) this.samples.pop();
    this.samples.push({ at, count });
    while ((this.samples[1]?.at ?? Infinity) <= at - this.windowMs) this.samples.shift();
  }

  /** Growth per second; `undefined` before time has passed. */
  get perSecond(): number | undefined {
    const [first, last] = [this.samples[0], this.samples.at(-1)];
    if (!first || !last || last.at === first.at) return undefined;
    return ((last.count - first.count) * 1000) / (last.at - first.at);
  }
}

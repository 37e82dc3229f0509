import type { Clock } from "../clock";

/** Keys that this process has written lately. */
export class RecentWrites {
  /** The time of the last write by key, earliest first. */
  private readonly times = new Map<string, number>();

  constructor(
    private readonly clock: Clock,
    private readonly milliseconds: number,
    private readonly maxKeys = 100_000,
  ) {}

  add(key: string): void {
    this.times.delete(key);
    this.times.set(key, this.clock.now());
    const [first] = this.times;
    if (first && (this.times.size > this.maxKeys || this.isOver(first[1]))) this.times.delete(first[0]);
  }

  /** Whether a key was written in the last `within` milliseconds. */
  has(key: string, within = this.milliseconds): boolean {
    const time = this.times.get(key);
    return time !== undefined && this.clock.now() - time < within;
  }

  private isOver(time: number): boolean {
    return this.clock.now() - time >= this.milliseconds;
  }
}

import type { RateLimit } from "../../dynamodb/rate/rate-limit";

/** Milliseconds after its turn at which a request goes out at the latest, as a rule, on a busy machine. */
const lateMs = 20;

/**
 * The share of the rate of a run that this process may use; the limits of all tables follow it. A process that has only a part
 * uses 1000 / (1000 + {@link lateMs}) of it: a request that is late comes together with the ones that follow it in time, and
 * each process would send one request more than its part within a second.
 */
export class RateShare {
  private readonly limits: { readonly limit: RateLimit; readonly unitsPerSecond: number }[] = [];
  private fraction: number;
  /** What is used of the share. */
  private readonly used: number;

  /** @param part of the rate that this process has as a rule. @default all */
  constructor(readonly part = 1) {
    this.fraction = part;
    this.used = part < 1 ? 1000 / (1000 + lateMs) : 1;
  }

  /** Whether there was something to write. */
  get isUsed(): boolean {
    return this.limits.some(({ limit }) => limit.isUsed);
  }

  /** @param fraction 0 to 1; with 0, nothing more is sent */
  changeTo(fraction: number): void {
    if (fraction === this.fraction) return;
    this.fraction = fraction;
    for (const { limit, unitsPerSecond } of this.limits) limit.changeTo(this.rateOf(unitsPerSecond));
  }

  /** Lets a limit follow the share. @param unitsPerSecond of the whole run */
  limit(limit: RateLimit, unitsPerSecond: number): void {
    this.limits.push({ limit, unitsPerSecond });
    limit.changeTo(this.rateOf(unitsPerSecond));
  }

  private rateOf(unitsPerSecond: number): number {
    return unitsPerSecond * this.fraction * this.used;
  }
}

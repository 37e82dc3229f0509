import type { RateLimit } from "../../dynamodb/rate/rate-limit";

/** The share of the rate of a run that this process may use; the limits of all tables follow it. */
export class RateShare {
  private readonly limits: { readonly limit: RateLimit; readonly unitsPerSecond: number }[] = [];
  private fraction: number;

  /** @param part of the rate that this process has as a rule. @default all */
  constructor(readonly part = 1) {
    this.fraction = part;
  }

  /** Whether there was something to write. */
  get isUsed(): boolean {
    return this.limits.some(({ limit }) => limit.isUsed);
  }

  /** @param fraction 0 to 1; with 0, nothing more is sent */
  changeTo(fraction: number): void {
    if (fraction === this.fraction) return;
    this.fraction = fraction;
    for (const { limit, unitsPerSecond } of this.limits) limit.changeTo(unitsPerSecond * fraction);
  }

  /** Lets a limit follow the share. @param unitsPerSecond of the whole run */
  limit(limit: RateLimit, unitsPerSecond: number): void {
    this.limits.push({ limit, unitsPerSecond });
    limit.changeTo(unitsPerSecond * this.fraction);
  }
}

import type { RateLimit } from "../../dynamodb/rate/rate-limit";

/** The share of the rate of a run that this process may use; the limits of all tables follow it. */
export class RateShare {
  private readonly limits: { readonly limit: RateLimit; readonly unitsPerSecond: number }[] = [];
  private fraction = 1;

  /** @param fraction above 0, at most 1 */
  changeTo(fraction: number): void {
    this.fraction = fraction;
    for (const { limit, unitsPerSecond } of this.limits) limit.changeTo(unitsPerSecond * fraction);
  }

  /** Lets a limit follow the share. @param unitsPerSecond of the whole run */
  limit(limit: RateLimit, unitsPerSecond: number): void {
    this.limits.push({ limit, unitsPerSecond });
    limit.changeTo(unitsPerSecond * this.fraction);
  }
}

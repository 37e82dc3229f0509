/** How long to wait between attempts. */
export interface BackoffSettings {
  /** Maximum of the first wait. @default 50 */
  readonly firstMs?: number;
  /** Maximum of every wait. @default 20_000 */
  readonly maxMs?: number;
}

/**
 * The wait after a number of failures in a row: random between 0 and an exponentially growing maximum ("full
 * jitter"), so that requests that failed together are not retried together.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 *
 * @param random in [0, 1)
 */
export function backoffMs(
  failures: number,
  random: () => number,
  { firstMs = 50, maxMs = 20_000 }: BackoffSettings = {},
): number {
  return random() * Math.min(maxMs, firstMs * 2 ** Math.max(0, failures - 1));
}

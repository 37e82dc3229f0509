/** How long to wait between attempts. */
export interface BackoffSettings {
  /** The first wait is at most this long. @default 50 */
  readonly firstMs?: number;
  /** No wait is longer than this. @default 20_000 */
  readonly longestMs?: number;
}

/**
 * The wait before attempt `stalls + 1`: anything between nothing and an exponentially growing bound ("full
 * jitter"), so that requests refused together do not come back together.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 *
 * @param random in [0, 1)
 */
export function backoffMs(
  stalls: number,
  random: () => number,
  { firstMs = 50, longestMs = 20_000 }: BackoffSettings = {},
): number {
  return random() * Math.min(longestMs, firstMs * 2 ** Math.max(0, stalls - 1));
}

import type { Clock } from "./clock";

/**
 * The outcome of a promise, unless time runs out first. The promise itself is not stopped.
 *
 * @throws the error that `late` makes, after `milliseconds`
 */
export async function within<Result>(
  clock: Clock,
  milliseconds: number,
  promise: Promise<Result>,
  late: () => Error,
): Promise<Result> {
  const ended = new AbortController();
  const timeout = clock.sleep(milliseconds, ended.signal).then(() => {
    if (!ended.signal.aborted) throw late();
    return undefined as never;
  });
  timeout.catch(() => {});
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    // Without a reason, an error with its stack would be made.
    ended.abort(null);
  }
}

import type { Clock } from "./clock";

/** Waits until a promise has settled, for a time at most. Milliseconds. @throws the promise's error */
export async function waitUpTo(clock: Clock, milliseconds: number, promise: Promise<unknown>): Promise<void> {
  const done = new AbortController();
  try {
    await Promise.race([promise, clock.sleep(milliseconds, done.signal)]);
  } finally {
    // Without a reason, an error with its stack would be made.
    done.abort(null);
  }
}

import type { Clock } from "../clock";
import type { Side } from "../phase";
import type { EntityCounters } from "./entity-counters";

/** Where a call of a store is counted. */
export interface TimedCall {
  readonly clock: Clock;
  readonly counters: EntityCounters;
  readonly side: Side;
  /** Whether an error counts as a failure of the store. An error that does not is no call either. @default every one */
  readonly isFailure?: (error: unknown) => boolean;
}

/** Calls a store, and counts the call with its latency. */
export async function timedCall<Result>(
  { clock, counters, side, isFailure = () => true }: TimedCall,
  call: () => Promise<Result>,
): Promise<Result> {
  const start = clock.now();
  try {
    const result = await call();
    counters.call(side, clock.now() - start, false);
    return result;
  } catch (error) {
    if (isFailure(error)) counters.call(side, 0, true);
    throw error;
  }
}

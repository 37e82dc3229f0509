import { setTimeout as sleep } from "node:timers/promises";
import type { RateClock } from "../dynamodb/rate/unit-bucket";

/** This machine's. A sleep that is interrupted just ends. */
export const clock: RateClock = {
  now: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
};

import { setTimeout as sleep } from "node:timers/promises";
import type { RateEdge } from "../dynamodb/rate/unit-bucket";

/** This machine's. A sleep that is interrupted just ends. */
export const clock: RateEdge = {
  now: () => performance.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
};

import type { Clock } from "../../../cutover/clock";
import { clock } from "../clock";
import type { ProcessContext } from "../process-context";

/** The clocks of a command: its sleeps keep the process alive. */
export function cutoverClock({ monotonic, now }: Pick<ProcessContext, "monotonic" | "now">): Clock {
  return {
    now: monotonic,
    sleep: async (milliseconds, signal) => clock.sleep(milliseconds, signal),
    wall: now,
  };
}

import type { Polling } from "../../dynamodb/control/wait";
import { clock } from "../clock";
import type { ProcessContext } from "../process-context";

/** The service takes minutes for most of it. */
const everyMs = 2000;
/** A line comes this often at the most. */
const lineEveryMs = 10_000;

/** How a command waits for the service: until it is interrupted, with a line now and then. @param what it waits for */
export function polling(what: string, context: ProcessContext): Polling {
  let last = -Infinity;
  return {
    everyMs,
    sleep: clock.sleep,
    onWaiting: (status) => {
      const now = context.monotonic();
      if (now - last < lineEveryMs) return;
      last = now;
      context.error(`${what}: ${status}`);
    },
    signal: context.signal,
  };
}

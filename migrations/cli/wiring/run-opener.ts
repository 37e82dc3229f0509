import type { Processes } from "../../run-store/folder/process-identity";
import type { Opener } from "../../run-store/folder/run-folder";
import { clock } from "../clock";
import type { ProcessContext } from "../process-context";

/** What opening a run needs from outside. */
export function opener(context: ProcessContext): Opener {
  const { now, monotonic, signal, error, atExit } = context;
  return {
    ...{ now, monotonic, signal, atExit, processes: processesOf(context) },
    sleep: (ms) => clock.sleep(ms, signal),
    onWaiting: error,
  };
}

/** This process and the others on this machine. */
export function processesOf({ identity, isAlive, startOf }: ProcessContext): Processes {
  return { self: identity, isAlive, startedAt: startOf };
}

import type { Processes } from "../../run-store/folder/process-identity";
import type { Opener } from "../../run-store/folder/run-folder";
import { clock } from "../clock";
import type { Terminal } from "../terminal";

/** What opening a run needs from outside. */
export function opener(terminal: Terminal): Opener {
  const { now, monotonic, signal, error, atExit } = terminal;
  return {
    ...{ now, monotonic, signal, atExit, processes: processesOf(terminal) },
    sleep: (ms) => clock.sleep(ms, signal),
    onWaiting: error,
  };
}

/** This process and the others on this machine. */
export function processesOf({ identity, isAlive, startOf }: Terminal): Processes {
  return { self: identity, isAlive, startedAt: startOf };
}

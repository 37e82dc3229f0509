import { printable } from "../report/printable";
import type { ProcessContext } from "./process-context";

/** A terminal for one command, to be closed when the command has ended, however it ended. */
export interface CommandContext extends ProcessContext {
  /** Removes the status line and stops everything that repeats. */
  readonly close: () => void;
}

/** Makes everything printable that is printed, and keeps what a command has started so that it can be stopped. */
export function commandContext(context: ProcessContext): CommandContext {
  const { showStatus, ask } = context;
  const running = new Set<() => void>();
  return {
    ...context,
    error: (line) => context.error(printable(line)),
    out: (text) => context.out(printable(text)),
    ...(showStatus && { showStatus: (line) => showStatus(printable(line)) }),
    ...(ask && { ask: (question) => ask(printable(question)) }),
    every: (ms, step) => {
      const stop = context.every(ms, step);
      running.add(stop);
      return () => {
        running.delete(stop);
        stop();
      };
    },
    close: () => {
      running.forEach((stop) => stop());
      running.clear();
      showStatus?.("");
    },
  };
}

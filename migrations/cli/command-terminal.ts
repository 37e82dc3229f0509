import { printable } from "../report/printable";
import type { Terminal } from "./terminal";

/** A terminal for one command, to be closed when the command has ended, however it ended. */
export interface CommandTerminal extends Terminal {
  /** Removes the status line and stops everything that repeats. */
  readonly close: () => void;
}

/** Makes everything printable that is printed, and keeps what a command has started so that it can be stopped. */
export function commandTerminal(terminal: Terminal): CommandTerminal {
  const { showStatus, ask } = terminal;
  const running = new Set<() => void>();
  return {
    ...terminal,
    error: (line) => terminal.error(printable(line)),
    out: (text) => terminal.out(printable(text)),
    ...(showStatus && { showStatus: (line) => showStatus(printable(line)) }),
    ...(ask && { ask: (question) => ask(printable(question)) }),
    every: (ms, step) => {
      const stop = terminal.every(ms, step);
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

import { fork } from "node:child_process";
import { createInterface } from "node:readline";
import type { ParentMessage, SharedAccess, StartWorker, WorkerMessage, WorkerParent } from "./worker-process";

/** Starts this program again. A worker prints nothing on the terminal: its parent does. */
export const startWorker: StartWorker = (args, { onMessage, onLine, onExit }) => {
  const [, program = ""] = process.argv;
  const child = fork(program, args, { stdio: ["ignore", "ignore", "pipe", "ipc"] });
  const lines = child.stderr && createInterface({ input: child.stderr, crlfDelay: Infinity });
  lines?.on("line", onLine);
  child.on("message", (message) => onMessage(message as WorkerMessage));
  // Without the listener, a process that cannot be started would end this one.
  child.on("error", (error) => onLine(error.message));
  let ended = false;
  const exited = (code: number | null, signal: string | null): void => {
    if (!ended) onExit(code, signal);
    ended = true;
  };
  child.on("close", exited);
  return {
    pid: child.pid,
    // A worker that has exited no longer listens, which its parent hears by `onExit`.
    send: (message: ParentMessage) => void (child.connected && child.send(message, () => undefined)),
    kill: () => void child.kill("SIGKILL"),
  };
};

/** Commands that other commands start as their workers. */
const workerCommands = ["work", "task-work"];

/**
 * The process that started this one with {@link startWorker}; `undefined` if this is no worker.
 * @param stop called once the parent is gone or says so
 */
export function workerParent(stop: () => void): WorkerParent | undefined {
  if (!workerCommands.includes(process.argv[2] ?? "") || !process.connected) return undefined;
  const listeners: ((message: ParentMessage) => void)[] = [];
  let access: SharedAccess | undefined;
  process.on("disconnect", stop).on("message", (message) => {
    const told = message as ParentMessage;
    listeners.forEach((take) => take(told));
    if (told.kind === "access") access = told.access;
    if (told.kind === "stop") stop();
  });
  return {
    send: (message) =>
      void (process.connected && process.send?.(message, undefined, undefined, () => undefined)),
    onMessage: (take) => void listeners.push(take),
    access: () => access,
    isGone: () => !process.connected,
  };
}

import type { ProcessContext } from "./process-context";
import { startOf, thisProcess } from "./wiring/machine";

/** What commands need of this process, without its console, its arguments and its signals. */
export function processFunctions(): Pick<
  ProcessContext,
  "pid" | "identity" | "now" | "monotonic" | "every" | "atExit" | "random" | "isAlive" | "startOf"
> {
  return {
    pid: process.pid,
    identity: thisProcess(process.pid),
    now: () => new Date(),
    monotonic: () => performance.now(),
    every,
    atExit,
    random: Math.random,
    isAlive,
    startOf,
  };
}

/** The environment and the folder that this process was started with. */
export function processPlace(): Pick<ProcessContext, "env" | "cwd"> {
  return { env: process.env, cwd: process.cwd() };
}

function every(ms: number, step: () => void): () => void {
  const timer = setInterval(step, ms);
  timer.unref();
  return () => clearInterval(timer);
}

function atExit(step: () => void): () => void {
  process.on("exit", step);
  return () => process.off("exit", step);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is there, but it is somebody else's.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

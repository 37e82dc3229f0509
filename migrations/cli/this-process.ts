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

const exitSteps = new Set<() => void>();

/** All steps have one listener: Node.js warns of a leak from the eleventh on, and each ticket of a rate has a step. */
function atExit(step: () => void): () => void {
  if (exitSteps.size === 0) process.on("exit", takeExitSteps);
  // Each call has a step of its own, also with the same function.
  const own = () => step();
  exitSteps.add(own);
  return () => {
    exitSteps.delete(own);
    if (exitSteps.size === 0) process.off("exit", takeExitSteps);
  };
}

function takeExitSteps(): void {
  for (const step of exitSteps) step();
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

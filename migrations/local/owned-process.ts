import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
// The engine outlives the command that started it, so that a later command has only its pid.
import { kill } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

export interface OwnedProcess {
  readonly pid: number;
  readonly token: string;
}

/**
 * - `running`: the process is there and its command line has the token;
 * - `gone`: the process does not exist, or another process has its pid;
 * - `unknown`: a process has the pid, and the system does not tell what it is.
 */
export type Standing = "running" | "gone" | "unknown";

export async function standingOf({ pid, token }: OwnedProcess): Promise<Standing> {
  // A pid of 0 stands for the whole process group of this program.
  if (pid <= 0) return "gone";
  if (!isAlive(pid)) return "gone";
  const line = await commandLine(pid);
  if (line === null) return isAlive(pid) ? "unknown" : "gone";
  return line.includes(token) ? "running" : "gone";
}

/**
 * Asks the process to end, and makes it end after `graceMs`. Call it only for one that is `running`.
 * Returns whether it has ended.
 */
export async function end({ pid }: OwnedProcess, graceMs: number): Promise<boolean> {
  signal(pid, "SIGTERM");
  if (await hasEnded(pid, graceMs)) return true;
  signal(pid, "SIGKILL");
  return hasEnded(pid, graceMs);
}

async function hasEnded(pid: number, withinMs: number): Promise<boolean> {
  const stepMs = 50;
  for (let waited = 0; waited < withinMs; waited += stepMs) {
    if (!isAlive(pid) || (await commandLine(pid)) === "") return true;
    await sleep(stepMs);
  }
  return !isAlive(pid);
}

function isAlive(pid: number): boolean {
  return signal(pid, 0);
}

function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return kill(pid, name);
  } catch {
    return false;
  }
}

/** Empty for a process that has ended and was not yet reaped by its parent. */
async function commandLine(pid: number): Promise<string | null> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, "utf8")).replaceAll("\0", " ");
  } catch {
    return commandLineFromPs(pid);
  }
}

/** macOS has no `/proc`. */
async function commandLineFromPs(pid: number): Promise<string | null> {
  try {
    return (await run("ps", ["-ww", "-o", "command=", "-p", String(pid)])).stdout;
  } catch {
    return null;
  }
}

import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

/** Asks a process to end, and ends it where it has not within 3 seconds. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  const forced = setTimeout(() => child.kill("SIGKILL"), 3_000);
  await exit;
  clearTimeout(forced);
}

import { readdirSync } from "node:fs";
import { constants, setPriority } from "node:os";

/** Gives a process the lowest priority, as if it ran on another machine. Linux keeps a priority per thread. */
export function yieldToOthers(pid: number): void {
  for (const thread of readdirSync(`/proc/${pid}/task`))
    setPriority(Number(thread), constants.priority.PRIORITY_LOW);
}

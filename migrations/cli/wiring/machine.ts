import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import type { ProcessIdentity } from "../../run-store/folder/process-identity";

/** This process, as other machines and containers know it. */
export function thisProcess(pid: number): ProcessIdentity {
  return {
    pid,
    host: hostname(),
    bootId: attempt(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()),
    pidNamespace: attempt(() => readlinkSync("/proc/self/ns/pid")),
    startedAt: startOf(pid),
  };
}

/** Eight hexadecimal digits that tell the machine or the container of a process from others, for names of files. */
export function machineDigest({ host, bootId, pidNamespace }: ProcessIdentity): string {
  const text = JSON.stringify([host, bootId ?? "", pidNamespace ?? ""]);
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}

/** When a process of this machine was started, in clock ticks after the machine's own start; Linux only. */
export function startOf(pid: number): string | undefined {
  return attempt(() => {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The program's name is in parentheses and may contain spaces; the start is field 22, the name field 2.
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19];
  });
}

function attempt(read: () => string | undefined): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

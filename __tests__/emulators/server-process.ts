import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import type { RunningEmulator } from "./emulator";
import { endProcess } from "./end-process";

export interface ServerProcess {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly endpoint: string;
  /** How long the server may take to answer anything at all. */
  readonly timeoutMs: number;
}

/** Runs a server for the length of a test and waits until it answers HTTP. */
export async function startServerProcess(settings: ServerProcess): Promise<RunningEmulator> {
  const { command, endpoint, timeoutMs } = settings;
  const child = spawn(command, settings.arguments, { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  child.stdout.on("data", (chunk: Buffer) => (log = tail(log + chunk.toString())));
  child.stderr.on("data", (chunk: Buffer) => (log = tail(log + chunk.toString())));
  const ended = new Promise<void>((resolve) =>
    child.once("close", () => resolve()).once("error", () => resolve()),
  );
  const deadline = AbortSignal.timeout(timeoutMs);
  const gone = new AbortController();
  void ended.then(() => gone.abort());
  if (await answersBefore(endpoint, AbortSignal.any([deadline, gone.signal]))) {
    return { endpoint, stop: () => endProcess(child) };
  }
  await endProcess(child);
  throw new Error(`${command} does not answer at ${endpoint} within ${timeoutMs / 1000} s. Its log:\n${log}`);
}

async function answersBefore(endpoint: string, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    const answered = await fetch(endpoint, { signal }).then(
      () => true,
      () => false,
    );
    if (answered) return true;
    await sleep(100);
  }
  return false;
}

function tail(log: string): string {
  return log.slice(-4_000);
}

import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runner } from "../../emulators/runner";

/** How a process has ended. */
export interface Ended {
  readonly code: number | null;
  /** Of its standard error. */
  readonly lines: readonly string[];
}

/** Starts `dynamodb-migrate` as a process of its own, which may start workers. */
export function startRunner(
  cwd: string,
  line: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): { child: ChildProcess; ended: Promise<Ended> } {
  const [command, ...args] = runner(...line);
  const env = { ...process.env, ...environment };
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "ignore", "pipe"] });
  let text = "";
  child.stderr?.on("data", (piece: Buffer) => (text += piece.toString()));
  const ended = new Promise<Ended>((resolve) =>
    child.on("close", (code) => resolve({ code, lines: text.trim().split("\n") })),
  );
  return { child, ended };
}

/** The outcome, the tallies and the rejects in a run's folder. */
export async function outcomeIn(folder: string) {
  const result = JSON.parse(await readFile(join(folder, "result.json"), "utf8")) as {
    outcome: string;
    total: object;
    entities: object[];
  };
  // A run without rejects needs no file.
  const text = await readFile(join(folder, "rejects.jsonl"), "utf8").catch(() => "");
  const rejects = text.trim().split("\n").toSorted();
  const { outcome, total, entities } = result;
  return { outcome, total, entities, rejects };
}

/** The children of a process. */
export async function workersOf(parent: number): Promise<number[]> {
  const text = await readFile(`/proc/${parent}/task/${parent}/children`, "utf8").catch(() => "");
  return text
    .trim()
    .split(" ")
    .map(Number)
    .filter((pid) => pid > 0);
}

export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has just exited.
  }
}

/** How workers are killed. */
export interface Killing {
  readonly random: () => number;
  /** Maximum number. */
  readonly times: number;
  /** The longest time between two of them; the shortest is 100 ms. */
  readonly maxMs: number;
}

/** Kills workers of a command at random moments until it has ended. @returns how many */
export async function killWorkers(
  { child, ended }: ReturnType<typeof startRunner>,
  { random, times, maxMs }: Killing,
): Promise<number> {
  let isOver = false;
  let killed = 0;
  void ended.then(() => (isOver = true));
  while (!isOver && killed < times) {
    await sleep(100 + (maxMs - 100) * random());
    const pids = await workersOf(child.pid ?? 0);
    const victim = pids[Math.floor(random() * pids.length)];
    if (victim === undefined) continue;
    signal(victim, "SIGKILL");
    killed++;
  }
  return killed;
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

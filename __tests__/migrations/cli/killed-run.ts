import { type ChildProcess, spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "vitest";
import type { Checkpoint } from "../../../migrations/run-store/checkpoint";
import { runner } from "../../emulators/runner";
import type { Workspace } from "./workspace";

export interface StartSettings {
  /** Added to the environment of this process. @default nothing */
  readonly env?: Readonly<Record<string, string>>;
  /** Added to the command line. @default nothing */
  readonly parameters?: readonly string[];
  /** What is waited for. @default more than 200 acknowledged items of the entity `note` that its checkpoint does not count */
  readonly hasCome?: () => Promise<boolean>;
}

/** Starts `run` as a process of its own and waits until it has come some way. */
export async function startedRun(
  shop: Workspace,
  {
    env = {},
    parameters: added = [],
    hasCome = async () => (await acknowledged(shop)).length > 200,
  }: StartSettings = {},
): Promise<ChildProcess> {
  const options = ["--endpoint", shop.endpoint, "--batch-size", "10", "--concurrency", "4", ...added];
  const [command, ...parameters] = runner("run", ...options);
  const child = spawn(command, parameters, {
    ...{ cwd: shop.folder, stdio: "ignore" },
    env: { ...process.env, ...env },
  });
  await expect.poll(hasCome, { timeout: 60_000, interval: 5 }).toBe(true);
  return child;
}

/** The items of the latest run that the service acknowledged and that its checkpoint does not count. */
export async function acknowledged(shop: Workspace): Promise<string[]> {
  const folder = join(shop.folder, ".dynamodb-migrate");
  const [run = ""] = await readdir(folder).catch(() => []);
  const names = await readdir(join(folder, run)).catch(() => []);
  const logs = names.filter((name) => name.startsWith("progress-"));
  const texts = logs.map((name) => readFile(join(folder, run, name), "utf8").catch(() => ""));
  const lines = (await Promise.all(texts)).flatMap((text) => text.split("\n")).filter((line) => line !== "");
  const settledUpTo = (await checkpointOf(shop))?.entities["note"]?.settledUpTo ?? 0;
  const rowsAbove = lines
    .map((line) => (JSON.parse(line) as [string, number])[1])
    .filter((row) => row > settledUpTo);
  return [...new Set(rowsAbove)].map(String);
}

/** That of the latest run. */
export async function checkpointOf({ folder }: Workspace): Promise<Checkpoint | undefined> {
  const parent = join(folder, ".dynamodb-migrate");
  const [run] = await readdir(parent).catch(() => []);
  const text = run && (await readFile(join(parent, run, "checkpoint.json"), "utf8").catch(() => undefined));
  return text ? (JSON.parse(text) as Checkpoint) : undefined;
}

/** The rows that the latest run rejected, in the order in which it said so. */
export async function rejectedRows(shop: Workspace): Promise<number[]> {
  const run = (await checkpointOf(shop))?.run ?? "";
  const lines = (await shop.read(`.dynamodb-migrate/${run}/rejects.jsonl`)).trim().split("\n");
  return lines.map((line) => (JSON.parse(line) as { row: number }).row);
}

/** Ends a process. @param delayMs for which what it sent may still be held back on its way */
export async function ended(
  child: ChildProcess,
  signal: NodeJS.Signals,
  delayMs: number,
): Promise<number | null> {
  const exit = new Promise<number | null>((resolve) => child.on("exit", resolve));
  child.kill(signal);
  const code = await exit;
  // It must not reach the tables of the next test.
  await sleep(2 * delayMs);
  return code;
}

import { type ChildProcess, execFile, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** What a process took. */
export interface Used {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** The most memory that was resident. */
  readonly peakMb: number;
}

const hook = join(__dirname, "usage-hook.mjs");
/** For an emulator, which takes any. */
export const credentials = { AWS_ACCESS_KEY_ID: "x", AWS_SECRET_ACCESS_KEY: "x", AWS_REGION: "us-east-1" };

/** Runs a Node program to its end, and says what it took. */
export async function run(args: readonly string[], cwd = process.cwd()): Promise<Used & { out: string }> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const file = join(folder, "usage.json");
  const env = { ...process.env, ...credentials, BENCH_USAGE: file, NODE_NO_WARNINGS: "1" };
  try {
    const out = await output(process.execPath, ["--import", pathToFileURL(hook).href, ...args], { cwd, env });
    return { ...(JSON.parse(readFileSync(file, "utf8")) as Used), out };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a program prints. */
export function output(
  file: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(file, args, { ...options, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      error ? reject(new Error(stderr || error.message)) : resolve(stdout),
    );
  });
}

/** A sink in another process. */
export interface SinkProcess {
  readonly endpoint: string;
  /** Items that it was given so far. */
  items(): Promise<number>;
  close(): void;
}

/** Starts a sink in another process. */
export async function startSinkProcess(): Promise<SinkProcess> {
  const child = fork(join(__dirname, "sink-process.ts"), { execArgv: ["--import", "tsx"] });
  const { endpoint } = (await message(child)) as { endpoint: string };
  return {
    endpoint,
    items: async () => {
      child.send("items?");
      return ((await message(child)) as { items: number }).items;
    },
    close: () => child.disconnect(),
  };
}

async function message(child: ChildProcess): Promise<unknown> {
  const [content] = (await once(child, "message")) as [unknown];
  return content;
}

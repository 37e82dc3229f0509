import { type ChildProcess, execFile, fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What a command and all processes that it started used. */
export interface Used {
  /** From start to exit. */
  readonly seconds: number;
  /** User and system time, start-up included. */
  readonly cpuSeconds: number;
  /** Peak resident memory, added up over the processes; 0 if it is not known. */
  readonly peakMb: number;
}

const hook = join(__dirname, "usage-hook.cjs");
/** For an emulator, which accepts any credentials. */
export const credentials = { AWS_ACCESS_KEY_ID: "x", AWS_SECRET_ACCESS_KEY: "x", AWS_REGION: "us-east-1" };

/** Bash adds up the processor time of every process below it. `time` writes to the file, the command as usual. */
const timed = `TIMEFORMAT="%3R %3U %3S"; { time "$@" 2>&3; } 3>&2 2>"$BENCH_TIME"`;

/** Runs a Node.js program until it exits. @throws what it wrote to standard error, if it fails */
export function run(args: readonly string[], cwd = process.cwd()): Promise<Used & { out: string }> {
  return runCommand([process.execPath, ...args], cwd, {
    NODE_OPTIONS: `--require ${JSON.stringify(hook)}`,
    NODE_NO_WARNINGS: "1",
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
  });
}

/** Runs a program until it exits. @throws what it wrote to standard error, if it fails */
export async function runCommand(
  command: readonly string[],
  cwd = process.cwd(),
  environment: NodeJS.ProcessEnv = {},
): Promise<Used & { out: string }> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const [BENCH_TIME, BENCH_USAGE] = [join(folder, "time"), join(folder, "usage")];
  mkdirSync(BENCH_USAGE);
  const env = { ...process.env, ...credentials, ...environment, BENCH_TIME, BENCH_USAGE };
  try {
    const out = await output("bash", ["-c", timed, "bash", ...command], { cwd, env });
    const [seconds = 0, user = 0, system = 0] = readFileSync(BENCH_TIME, "utf8").split(" ").map(Number);
    const peaks = readdirSync(BENCH_USAGE).map((pid) => Number(readFileSync(join(BENCH_USAGE, pid), "utf8")));
    return { seconds, cpuSeconds: user + system, peakMb: peaks.reduce((sum, peak) => sum + peak, 0), out };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a program prints. @throws what it wrote to standard error, if it fails */
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

/** What a sink remembers. */
export interface SinkSettings {
  /** Whether it keeps the requests, for their digest. */
  readonly keeps: boolean;
  /** Whether it notes when items arrive. @default false */
  readonly notesTimes?: boolean;
}

/** What a sink received. */
export interface Received {
  readonly items: number;
  /** Digest of the items in any order; only of a sink that keeps them. */
  readonly digest: string;
  /** When items arrived, in milliseconds, and how many; only of a sink that notes it. */
  readonly arrivals: readonly (readonly [ms: number, items: number])[];
}

/** A sink in another process. */
export interface SinkProcess {
  readonly endpoint: string;
  /** Items received so far. */
  items(): Promise<number>;
  /** What was received since the last call; forgets it. */
  received(): Promise<Received>;
  /** From now on, tables are not empty. */
  fill(): Promise<void>;
  close(): void;
}

/** Starts a sink in another process. */
export async function startSinkProcess(
  { keeps, notesTimes = false }: SinkSettings = { keeps: false },
): Promise<SinkProcess> {
  const args = [...(keeps ? ["--keep"] : []), ...(notesTimes ? ["--times"] : [])];
  const child = fork(join(__dirname, "sink-process.ts"), args, { execArgv: ["--import", "tsx"] });
  const { endpoint } = (await message(child)) as { endpoint: string };
  const ask = (question: string): Promise<unknown> => {
    child.send(question);
    return message(child);
  };
  return {
    endpoint,
    items: () => ask("items") as Promise<number>,
    received: () => ask("received") as Promise<Received>,
    fill: async () => void (await ask("fill")),
    close: () => child.disconnect(),
  };
}

async function message(child: ChildProcess): Promise<unknown> {
  const [content] = (await once(child, "message")) as [unknown];
  return content;
}

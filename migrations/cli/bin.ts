#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline/promises";
import { text } from "node:stream/consumers";
import { setFlagsFromString } from "node:v8";
import { exitCode } from "./exit-code";
import { main } from "./main";

// The SDK's notice of when its later versions leave this Node behind would stand above every result.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

// V8 lets garbage grow to several times what is in use where a machine has much memory; three quarters more are
// enough, and cost a twentieth of the speed. A machine that moves data has other work to do.
setFlagsFromString("--heap-growing-percent=75");

const stopping = new AbortController();

/** The first signal lets the requests in flight end and saves the checkpoint; the second ends at once. */
function stop(): void {
  if (stopping.signal.aborted) process.exit(exitCode.interrupted);
  process.stderr.write("\nStopping: waiting for the requests in flight (again to end at once)\n");
  stopping.abort();
}

/** Without the line editor of a terminal, which would keep Ctrl-C for itself. */
async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  try {
    return await lines.question(question, { signal: stopping.signal });
  } finally {
    lines.close();
  }
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

/** From the sources this file lies two folders below package.json, built one more. */
function packageVersion(): string {
  for (let folder = __dirname; ; folder = dirname(folder)) {
    try {
      const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Record<
        string,
        string
      >;
      if (name === "cdktf-dynamodb") return version ?? "";
    } catch {
      if (folder === dirname(folder)) return "";
    }
  }
}

/** Whoever reads may have seen enough, as `head` has; what a command does goes on. A full disk loses the result. */
function onOutputError({ code, message }: NodeJS.ErrnoException): void {
  if (code === "EPIPE") return;
  process.stderr.write(`cannot print the result: ${message}\n`);
  process.exitCode = exitCode.unreachable;
}

process.stdout.on("error", onOutputError);
process.stderr.on("error", () => {});
process.on("SIGINT", stop).on("SIGTERM", stop);

void main(process.argv.slice(2), packageVersion(), {
  env: process.env,
  cwd: process.cwd(),
  pid: process.pid,
  isInteractive: process.stderr.isTTY,
  error: (line) => process.stderr.write(`${line}\n`),
  out: (line) => process.stdout.write(`${line}\n`),
  readInput: () => text(process.stdin),
  ask: process.stdin.isTTY && process.stderr.isTTY ? ask : undefined,
  now: () => new Date(),
  monotonic: () => performance.now(),
  random: Math.random,
  isAlive,
  signal: stopping.signal,
}).then((code) => {
  process.exitCode ??= code;
});

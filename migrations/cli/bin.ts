#!/usr/bin/env node
import { setMaxListeners } from "node:events";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline/promises";
import { text } from "node:stream/consumers";
import { setFlagsFromString } from "node:v8";
import { printable } from "../report/printable";
import { exitCode } from "./exit-code";
import { processFunctions, processPlace } from "./this-process";
import { internalErrorText, main } from "./main";
import { startWorker, workerParent } from "./start-worker";
import { StatusLine } from "./output/status-line";
import { withoutSqliteWarning } from "./without-sqlite-warning";

// The SDK's warning about the end of its support for this Node.js version would be printed before every result.
process.env["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] ??= "true";

process.emitWarning = withoutSqliteWarning(process.emitWarning.bind(process));

// V8 lets garbage grow to several times what is in use where a machine has much memory; three quarters more are
// enough, and cost a twentieth of the speed. A machine that moves data has other work to do.
setFlagsFromString("--heap-growing-percent=75");
// Young objects are few at a time: sharing them out among threads costs more than it saves, and workers need the cores.
setFlagsFromString("--no-parallel-scavenge");

const stopping = new AbortController();
// Every wait and every request in flight listens to it; Node.js warns from the eleventh on.
setMaxListeners(0, stopping.signal);
let stoppedBy: NodeJS.Signals | undefined;
const statusLine = new StatusLine(process.stderr);

function printError(text: string): void {
  statusLine.print(text);
}

/** Standard output may be the same terminal. */
function printOutput(text: string): void {
  statusLine.show("");
  process.stdout.write(`${text}\n`);
}

/** The first signal lets the requests in flight finish and saves the checkpoint; the second exits at once. */
function stop(signal: NodeJS.Signals): void {
  stoppedBy ??= signal;
  if (stopping.signal.aborted) process.exit(exitCode.interrupted);
  printError("Stopping: waiting for requests in flight (press Ctrl-C again to exit at once)");
  stopping.abort();
}

/** Whether standard error is a terminal on which a line can be replaced. */
function canReplaceLines({ TERM, NO_COLOR }: NodeJS.ProcessEnv): boolean {
  return process.stderr.isTTY && TERM !== "dumb" && (NO_COLOR ?? "") === "";
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

/** The reader may have seen enough, as `head` has: the command continues. On a full disk the result is lost. */
function onOutputError({ code, message }: NodeJS.ErrnoException): void {
  if (code === "EPIPE") return;
  printError(`cannot print the result: ${message}`);
  process.exitCode = exitCode.unreachable;
}

/** An error that no command has awaited. */
function onUncaught(error: unknown): void {
  statusLine.show("");
  printError(printable(internalErrorText(error)));
  process.exit(exitCode.unreachable);
}

function flushed(output: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => output.write("", () => resolve()));
}

/** Exits once everything is printed, whatever connection or timer is left open. */
async function exit(code: number): Promise<void> {
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  // An error of the last write is reported after its callback.
  setImmediate(() => process.exit(process.exitCode ?? code));
}

process.stdout.on("error", onOutputError);
process.stderr.on("error", () => {});
const parent = workerParent(() => stopping.abort());
// Ctrl-C reaches the workers of a terminal's process too, whose parent decides when they stop.
process.on("SIGINT", parent ? () => undefined : stop).on("SIGTERM", stop);
process.on("uncaughtException", onUncaught);
process.on("exit", () => statusLine.show(""));

void main(process.argv.slice(2), packageVersion(), {
  ...processFunctions(),
  ...processPlace(),
  error: printError,
  out: printOutput,
  showStatus: canReplaceLines(process.env) ? (line) => statusLine.show(line) : undefined,
  columns: () => (process.stderr.isTTY ? process.stderr.columns : undefined),
  readInput: () => text(process.stdin),
  ask: process.stdin.isTTY && process.stderr.isTTY ? ask : undefined,
  startWorker,
  parent,
  stoppedBy: () => stoppedBy,
  signal: stopping.signal,
}).then(exit);

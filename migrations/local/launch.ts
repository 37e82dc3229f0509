import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { UnreachableError } from "../errors";
import type { Engine, LaunchSettings } from "./engine";
import type { Environment } from "./java";
import { localClient } from "./local-client";

export interface Launch extends LaunchSettings {
  readonly engine: Engine;
  readonly environment: Environment;
  readonly logFile: string;
  readonly timeoutMs: number;
  /** Whether the engine outlives this process; otherwise the caller ends it. */
  readonly detached: boolean;
}

export interface Launched {
  /** `undefined` when the program could not be run at all; `ready` then says why. */
  readonly pid: number | undefined;
  readonly endpoint: string;
  /** Waits until the engine responds, and ends it after a timeout. */
  readonly ready: () => Promise<void>;
}

/** Starts the engine. The pid is known before it responds, so that an interrupted start can be undone. */
export function launch(settings: Launch): Launched {
  const child = spawnEngine(settings);
  const ended = endOf(child);
  const endpoint = `http://127.0.0.1:${settings.port}`;
  const ready = async () => {
    const giveUp = new AbortController();
    const signal = AbortSignal.any([giveUp.signal, AbortSignal.timeout(settings.timeoutMs)]);
    const outcome = await Promise.race([ended, untilResponding(endpoint, signal)]);
    giveUp.abort();
    if (outcome === "responds") return;
    child.kill("SIGKILL");
    throw notStarted(outcome, settings);
  };
  return { pid: child.pid, endpoint, ready };
}

function spawnEngine({ engine, environment, logFile, detached, ...settings }: Launch): ChildProcess {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, "w");
  try {
    const child = spawn(engine.command, engine.arguments(settings), {
      env: environment,
      detached,
      stdio: ["ignore", log, log],
    });
    if (detached) child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

function endOf(child: ChildProcess): Promise<Error | number> {
  return new Promise((resolve) => {
    child.once("error", resolve);
    child.once("exit", (code, signal) => resolve(code ?? new Error(`it was ended by ${signal}`)));
  });
}

async function untilResponding(endpoint: string, signal: AbortSignal): Promise<"responds" | "silent"> {
  const client = localClient(endpoint);
  try {
    while (!signal.aborted) {
      if (await responds(client, signal)) return "responds";
      await sleep(50);
    }
    return "silent";
  } finally {
    client.destroy();
  }
}

function responds(client: DynamoDBClient, abortSignal: AbortSignal): Promise<boolean> {
  return client.send(new ListTablesCommand({ Limit: 1 }), { abortSignal }).then(
    () => true,
    () => false,
  );
}

function notStarted(outcome: "silent" | Error | number, { engine, timeoutMs, logFile }: Launch) {
  const what =
    outcome instanceof Error
      ? `could not be run: ${outcome.message}`
      : typeof outcome === "number"
        ? `ended with code ${outcome} before it responded`
        : `did not respond within ${timeoutMs / 1000} s`;
  const message = `local: ${engine.name} ${what}. The end of ${logFile}:\n${logTail(logFile)}`;
  return new UnreachableError("engine-not-started", message);
}

function logTail(file: string): string {
  return readFileSync(file, "utf8").trimEnd().split("\n").slice(-20).join("\n");
}

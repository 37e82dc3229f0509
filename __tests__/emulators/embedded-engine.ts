import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Engine } from "../../migrations/local/engine";
import { choosePort } from "../../migrations/local/free-port";
import { launch } from "../../migrations/local/launch";
import { end } from "../../migrations/local/owned-process";
import type { RunningEmulator } from "./emulator";

/** Runs an engine of `dynamodb-migrate local` in memory, for the length of a test. */
export async function startEngine(engine: Engine): Promise<RunningEmulator> {
  const folder = await mkdtemp(join(tmpdir(), `${engine.name}-`));
  const token = randomUUID();
  const { pid, endpoint, ready } = launch({
    ...{ engine, token, environment: process.env, timeoutMs: 120_000, detached: false },
    port: await choosePort(undefined),
    logFile: join(folder, "engine.log"),
  });
  await ready();
  return {
    endpoint,
    stop: async () => {
      if (pid !== undefined) await end({ pid, token }, 5_000);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

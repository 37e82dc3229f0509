import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dynamoDbLocalEngine } from "../migrations/local/dynamodb-local-engine";
import { choosePort } from "../migrations/local/free-port";
import { launch } from "../migrations/local/launch";
import { end } from "../migrations/local/owned-process";
import type { Figure } from "./figure";

/** Measures something against DynamoDB Local; where that is not to be had, the figure says so. */
export async function withDynamoDbLocal(
  measure: (endpoint: string, pid: number) => Promise<Figure[]>,
  what: string,
): Promise<Figure[]> {
  const engine = await dynamoDbLocalEngine(process.cwd(), process.env);
  if ("unavailable" in engine) return [{ what, figure: `skipped: ${engine.unavailable}` }];
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  const token = randomUUID();
  const { pid, endpoint, ready } = launch({
    ...{ engine, token, environment: process.env, timeoutMs: 60_000, detached: false },
    port: await choosePort(undefined),
    logFile: join(folder, "engine.log"),
  });
  try {
    await ready();
    return await measure(endpoint, pid as number);
  } finally {
    if (pid !== undefined) await end({ pid, token }, 5000);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Ticks per second in which Linux counts processor time. */
const ticks = 100;

/** The processor time that a process has used; `undefined` if it is not known. */
export async function cpuSecondsOf(pid: number): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => undefined);
  // The name in parentheses may have spaces.
  const fields = text?.slice(text.lastIndexOf(")") + 2).split(" ");
  const [user, system] = [fields?.[11], fields?.[12]];
  return user === undefined || system === undefined ? undefined : (Number(user) + Number(system)) / ticks;
}

import { randomUUID } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { kill, pid } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { linkFile } from "../../migrations/files/link-file";
import { unlessMissing } from "../../migrations/files/unless-missing";
import { ControlUnreachableError } from "../errors";

const retryMs = 5;
/** A process holds the lock for milliseconds. */
const giveUpMs = 10_000;

/**
 * Runs a step while no other process of this host does so with the same lock file. The lock of a process that has ended
 * is taken over.
 *
 * @throws ControlUnreachableError if another process holds the lock for more than 10 seconds
 */
export async function withFileLock<T>(path: string, step: () => Promise<T>): Promise<T> {
  const own = `${pid} ${randomUUID()}`;
  await take(path, own);
  try {
    return await step();
  } finally {
    await rm(path, { force: true });
  }
}

async function take(path: string, own: string): Promise<void> {
  const start = performance.now();
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, own, { flag: "wx", mode: 0o600 });
  try {
    // A lock is never seen without its holder in it.
    while (!(await linkFile(draft, path))) {
      const holder = await holderOf(path);
      if (holder !== undefined && !isAlive(holder)) await removeDead(path, holder, draft);
      if (performance.now() - start > giveUpMs) throw held(path, holder);
      if (holder !== undefined) await sleep(retryMs);
    }
  } finally {
    await rm(draft, { force: true });
  }
}

/** `undefined` if it has been released meanwhile. */
async function holderOf(path: string): Promise<string | undefined> {
  return await readFile(path, "utf8").catch(unlessMissing(undefined));
}

function isAlive(holder: string): boolean {
  try {
    return kill(Number.parseInt(holder, 10), 0);
  } catch (error) {
    // It exists, and belongs to another user.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Removes the lock of a process that has ended. Only one process does so at a time: otherwise a second one could remove
 * the lock that the first has taken meanwhile.
 */
async function removeDead(path: string, dead: string, draft: string): Promise<void> {
  const removal = `${path}.removal`;
  if (!(await linkFile(draft, removal))) return;
  try {
    if ((await holderOf(path)) === dead) await rm(path, { force: true });
  } finally {
    await rm(removal, { force: true });
  }
}

function held(path: string, holder: string | undefined): ControlUnreachableError {
  const who = holder === undefined ? "another process" : `process ${Number.parseInt(holder, 10)}`;
  return new ControlUnreachableError(
    `${path}: ${who} has held this lock for more than ${giveUpMs / 1000} s; end that process, or remove ${path}* if it is of another host`,
  );
}

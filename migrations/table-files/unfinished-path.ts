import { mkdir, readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { RunnerError, UsageError } from "../errors";
import { unwritable } from "../files/file-system-error";
import { privateFolder } from "../files/private-files";

/** The process that writes. */
export interface Writing {
  readonly pid: number;
  /** Letters and digits that tell apart machines, and containers of one machine: each has its own process 1. */
  readonly machine: string;
  /** Whether this machine has such a process. */
  readonly isAlive: (pid: number) => boolean;
}

/** Ends the name of a file or folder that is not whole yet, followed by the process that writes it: `7-3f9a01bc`. */
export const unfinishedMark = ".partial-";

/**
 * Writes a file or a folder under another name, and gives it its own once it is whole; what does not get so far is
 * removed. What a killed process left is removed by the next one of the same machine that writes the same.
 *
 * @throws UsageError where something of that name is there, UnreachableError where it cannot be written
 */
export async function writeWhole<T>(
  path: string,
  writing: Writing,
  write: (unfinished: string) => Promise<T>,
): Promise<T> {
  await refusePresent(path);
  const unfinished = `${path}${unfinishedMark}${writing.pid}-${writing.machine}`;
  let made: string | undefined;
  try {
    await removeLeftovers(path, writing);
    await rm(unfinished, { recursive: true, force: true });
    made = await mkdir(dirname(path), { recursive: true, mode: privateFolder });
    const result = await write(unfinished);
    await rename(unfinished, path);
    return result;
  } catch (cause) {
    // What cannot be removed either is left; the next command that writes the same removes it.
    await rm(unfinished, { recursive: true, force: true }).catch(() => {});
    if (made !== undefined) await removeEmpty(dirname(path), made);
    if (cause instanceof RunnerError) throw cause;
    throw unwritable("files-unwritable", `cannot write ${path}`, cause);
  }
}

/** Removes the folders that were made for it, unless something else is in them by now. */
async function removeEmpty(folder: string, first: string): Promise<void> {
  for (let path = folder; path.startsWith(first); path = dirname(path)) {
    const isRemoved = await rmdir(path).then(
      () => true,
      () => false,
    );
    if (!isRemoved) return;
  }
}

async function refusePresent(path: string): Promise<void> {
  if (!(await stat(path).catch(() => undefined))) return;
  throw new UsageError(
    "files-present",
    `${path} is there already, and would be written over; name another folder with --to, or move it away`,
  );
}

/** What a process of another machine writes is left alone: it cannot be asked whether it is alive. */
async function removeLeftovers(path: string, { machine, isAlive }: Writing): Promise<void> {
  const prefix = basename(path) + unfinishedMark;
  const names = await readdir(dirname(path)).catch(() => []);
  const dead = names.filter((name) => {
    const [pid, madeOn] = name.slice(prefix.length).split("-");
    return name.startsWith(prefix) && madeOn === machine && !isAlive(Number(pid));
  });
  for (const name of dead) await rm(join(dirname(path), name), { recursive: true, force: true });
}

import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { UsageError } from "../errors";

/** Who holds a lock. */
interface Holder {
  readonly pid: number;
  readonly since: string;
}

/** A lock file that names the process that made it, so that a dead one's can be taken over. */
export class ProcessLock {
  private constructor(private readonly path: string) {}

  /**
   * A lock that names the caller itself was left by an earlier process of the same number, as containers give
   * it to every one.
   *
   * @throws UsageError where a living process holds the lock
   */
  static async take(path: string, holder: Holder, isAlive: (pid: number) => boolean): Promise<ProcessLock> {
    for (let attempt = 0; attempt < 5; attempt++) {
      if (await create(path, holder)) return new ProcessLock(path);
      const other = await read(path);
      if (other && other.pid !== holder.pid && isAlive(other.pid)) {
        throw new UsageError(
          "run-locked",
          `process ${other.pid} has been working on this run since ${other.since}; wait for it or end it (${path})`,
        );
      }
      await setAside(path, other, holder);
    }
    throw new UsageError(
      "run-locked",
      `${path} is being taken by other processes at the same moment; try again`,
    );
  }

  async release(): Promise<void> {
    await rm(this.path, { force: true });
  }
}

/** Linking is the one step that only one process can win; a lock is never seen without its holder in it. */
async function create(path: string, holder: Holder): Promise<boolean> {
  const draft = `${path}.draft-${holder.pid}`;
  await writeFile(draft, JSON.stringify(holder));
  const won = await linked(draft, path);
  await rm(draft, { force: true });
  return won;
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

async function read(path: string): Promise<Holder | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as Holder;
  } catch {
    return undefined;
  }
}

/** Takes a dead process's lock away. Another process may have been quicker: then the lock is its, and is put back. */
async function setAside(path: string, dead: Holder | undefined, holder: Holder): Promise<void> {
  const aside = `${path}.dead-${holder.pid}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const taken = await read(aside);
  if (taken && (taken.pid !== dead?.pid || taken.since !== dead.since)) await linked(aside, path);
  await rm(aside, { force: true });
}

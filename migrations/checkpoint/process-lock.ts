import { open, readFile, rename, rm } from "node:fs/promises";
import { UsageError } from "../errors";

/** Who holds a lock. */
interface Holder {
  readonly pid: number;
  readonly since: string;
}

/** A lock file that names the process that made it, so that a dead one's can be taken over. */
export class ProcessLock {
  private constructor(private readonly path: string) {}

  /** @throws UsageError where a living process holds the lock */
  static async take(path: string, holder: Holder, isAlive: (pid: number) => boolean): Promise<ProcessLock> {
    for (let attempt = 0; attempt < 5; attempt++) {
      if (await create(path, holder)) return new ProcessLock(path);
      const other = await read(path);
      if (other && isAlive(other.pid)) {
        throw new UsageError(
          "run-locked",
          `process ${other.pid} has been working on this run since ${other.since}; wait for it or end it (${path})`,
        );
      }
      await setAside(path, holder);
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

/** Creation is the one step that only one process can win. */
async function create(path: string, holder: Holder): Promise<boolean> {
  try {
    const file = await open(path, "wx");
    await file.writeFile(JSON.stringify(holder));
    await file.close();
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

/** A rename takes a dead process's lock away once, even if two processes find it at the same time. */
async function setAside(path: string, holder: Holder): Promise<void> {
  const aside = `${path}.dead-${holder.pid}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  await rm(aside, { force: true });
}

import { randomUUID } from "node:crypto";
import { fstatSync, rmSync, statSync } from "node:fs";
import { type FileHandle, open, readFile, rename, rm, stat } from "node:fs/promises";
import { UnreachableError, UsageError } from "../../errors";
import { unwritable } from "../../files/file-system-error";
import { linkFile } from "../../files/link-file";
import { privateFile } from "../../files/private-files";
import { livenessOf, type ProcessIdentity, type Processes } from "./process-identity";

/** Who holds a lock. */
export interface LockHolder extends ProcessIdentity {
  /** When it took the lock, for people. */
  readonly since: string;
}

/** What taking a lock needs from outside. */
export interface LockDependencies {
  readonly processes: Processes;
  readonly now: () => Date;
  /** Milliseconds since some moment in the past; never set back. */
  readonly monotonic: () => number;
  readonly sleep: (ms: number) => Promise<void>;
  /** Tells a person why nothing happens. */
  readonly onWaiting: (message: string) => void;
  /** Calls a synchronous step if the process exits, until the function returned is called. */
  readonly atExit: (step: () => void) => () => void;
  readonly signal?: AbortSignal | undefined;
}

/** Its name in a run's folder. */
export const lockFile = "lock";

/** The holder renews its lock this often. */
const beatMs = 5000;
/** A lock that was not renewed for so long has lost its holder. */
const staleMs = 60_000;
const lookMs = 1000;
const beatDigits = 12;

/**
 * A lock file that names the process that holds it. The lock of a process on the same machine is taken over at once
 * if
 * that process is gone. Whether one on another machine, or in another container, is gone shows by the heartbeat that
 * every holder writes into its lock: it is taken over after it was seen unchanged for a minute.
 */
export class ProcessLock {
  private beats = 0;
  private timer: NodeJS.Timeout | undefined;
  private forgetExit = (): void => undefined;
  private beating: Promise<void> = Promise.resolve();

  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
  ) {}

  /** @throws UsageError if another process holds the lock */
  static async take(path: string, dependencies: LockDependencies): Promise<ProcessLock> {
    for (let attempt = 0; attempt < 5; attempt++) {
      const file = await create(path, holderOf(dependencies));
      if (file) return new ProcessLock(path, file).start(dependencies);
      const found = await read(path);
      if (found && (await isHeld(path, found, dependencies))) throw held(path, found.holder);
      await setAside(path, found);
    }
    throw new UsageError("run-locked", `other processes are taking ${path} at the same moment; retry`);
  }

  /** @throws UnreachableError if another process has taken the lock over, since this one was stopped for too long */
  async check(): Promise<void> {
    const [own, current] = await Promise.all([this.file.stat(), stat(this.path).catch(() => undefined)]);
    if (current?.ino === own.ino) return;
    throw new UnreachableError(
      "run-lock-lost",
      `${this.path} was removed, or taken over by another process since this one stood still for more than ${staleMs / 1000} s; nothing more is written. Check with the status command how the run continued`,
    );
  }

  async release(): Promise<void> {
    clearInterval(this.timer);
    await this.beating;
    const isOwn = await this.check().then(
      () => true,
      () => false,
    );
    // As long as the file is open, no other lock can be taken for it.
    if (isOwn) await rm(this.path, { force: true });
    this.forgetExit();
    await this.file.close();
  }

  private start({ atExit }: LockDependencies): this {
    this.forgetExit = atExit(() => this.releaseAtExit());
    this.timer = setInterval(() => void (this.beating = this.beat()), beatMs);
    // A process that has ended its work must not be kept from exiting.
    this.timer.unref();
    return this;
  }

  /** For a process that is told to exit at once. */
  private releaseAtExit(): void {
    try {
      if (statSync(this.path).ino === fstatSync(this.file.fd).ino) rmSync(this.path);
    } catch {
      // It is gone, or stays for the next process to take over.
    }
  }

  /** Into this process's own file, even if another process has replaced it at its path meanwhile. */
  private async beat(): Promise<void> {
    // A failure shows to others as a heart that stands still, and to this process at its next checkpoint.
    await this.file.write(beatText(++this.beats), 0).catch(() => undefined);
    await this.file.datasync().catch(() => undefined);
  }
}

/** Whether a lock is held, as far as can be told without waiting. */
export async function isLocked(path: string, processes: Processes): Promise<boolean> {
  const found = await read(path);
  return found !== undefined && livenessOf(found.holder, processes) !== "dead";
}

function holderOf({ processes, now }: LockDependencies): LockHolder {
  return { ...processes.self, since: now().toISOString() };
}

function held(path: string, { pid, host, since }: LockHolder): UsageError {
  return new UsageError(
    "run-locked",
    `process ${pid}${host && ` on ${host}`} has been working on this run since ${since}; wait until it has ended, or end it (${path})`,
  );
}

/** A lock as it was read. */
interface FoundLock {
  readonly holder: LockHolder;
  readonly text: string;
}

/** Waits until it is clear whether a process on another machine, or in another container, renews its lock. */
async function isHeld(path: string, first: FoundLock, dependencies: LockDependencies): Promise<boolean> {
  const liveness = livenessOf(first.holder, dependencies.processes);
  if (liveness !== "unknown") return liveness === "alive";
  const { pid, host } = first.holder;
  dependencies.onWaiting(
    `This run is locked by process ${pid} on ${host}, which cannot be seen from here: waiting up to ${staleMs / 1000} s for a sign of life`,
  );
  const start = dependencies.monotonic();
  while (dependencies.monotonic() - start < staleMs) {
    await dependencies.sleep(lookMs);
    if (dependencies.signal?.aborted) return true;
    const now = await read(path);
    if (now?.text !== first.text) return now !== undefined;
  }
  return false;
}

/** A lock is never seen without its holder in it. */
async function create(path: string, holder: LockHolder): Promise<FileHandle | undefined> {
  const draft = `${path}.draft-${randomUUID()}`;
  let file: FileHandle | undefined;
  let won = false;
  try {
    file = await open(draft, "wx+", privateFile);
    await file.writeFile(`${beatText(0)}\n${JSON.stringify(holder)}\n`);
    won = await linkFile(draft, path);
  } catch (cause) {
    throw unwritable("run-folder-unwritable", `cannot write to ${path}`, cause);
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
    if (!won) await file?.close();
  }
  return won ? file : undefined;
}

function beatText(beats: number): string {
  return String(beats).padStart(beatDigits, "0");
}

/** `undefined` if no lock exists, or its content is invalid. */
async function read(path: string): Promise<FoundLock | undefined> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw unwritable("run-folder-unreadable", `cannot read ${path}`, error);
  });
  const at = text.indexOf("\n");
  try {
    const holder = JSON.parse(text.slice(at + 1)) as Partial<LockHolder>;
    if (typeof holder.pid !== "number") return undefined;
    return { holder: { ...(holder as LockHolder), host: holder.host ?? "" }, text };
  } catch {
    return undefined;
  }
}

/** Takes a dead process's lock away. If another process was quicker, the lock is that one's, and is put back. */
async function setAside(path: string, dead: FoundLock | undefined): Promise<void> {
  const aside = `${path}.dead-${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const taken = await read(aside);
  if (taken && taken.text !== dead?.text) await linkFile(aside, path);
  await rm(aside, { force: true });
}

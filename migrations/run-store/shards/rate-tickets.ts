import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../../errors";
import { privateFolder } from "../../files/private-files";
import { isLocked, type LockDependencies, ProcessLock } from "../folder/process-lock";

/** Tickets per worker: what a worker leaves is divided among the others in as many pieces. */
const ticketsPerWorker = 4;
/** Each costs requests in S3. More workers have one each. */
const maxTickets = 1000;
const shortLock = "short";

/** The number of tickets among a number of workers. */
export function ticketCount(workers: number): number {
  return Math.min(ticketsPerWorker * workers, Math.max(maxTickets, workers));
}

/** Parts of a rate, each of which one process holds at a time. */
export interface Tickets {
  /** The same in all processes. */
  readonly count: number;
  /** Milliseconds between two looks for tickets that nobody holds. */
  readonly lookMs: number;
  /** How many this process holds, and so how much of the rate it may use. */
  readonly held: number;
  /** Takes tickets that nobody holds, until this process holds so many. Returns how many it holds. */
  take(wanted: number): Promise<number>;
  /** Tells the others whether this process has fewer than its part. */
  ask(isShort: boolean): Promise<void>;
  /** Whether another process has told so. */
  isAsked(): Promise<boolean>;
  /** Gives one back. */
  leave(): Promise<void>;
  /** Gives all back, and no longer asks for any. */
  release(): Promise<void>;
}

/**
 * Divides a rate among processes: each ticket stands for the same part of it, and is a lock that one process holds at a
 * time. Whatever happens to the processes, the parts that are held are never more than the whole.
 */
export class RateTickets implements Tickets {
  readonly lookMs = 250;
  private readonly locks: ProcessLock[] = [];
  /** Held by one of the processes that have fewer tickets than their part. */
  private short: ProcessLock | undefined;

  /** @param folder of the tickets @param count of tickets, the same in all processes */
  constructor(
    private readonly folder: string,
    readonly count: number,
    private readonly dependencies: LockDependencies,
  ) {}

  get held(): number {
    return this.locks.length;
  }

  async take(wanted: number): Promise<number> {
    await mkdir(this.folder, { recursive: true, mode: privateFolder });
    for (let ticket = 0; ticket < this.count && this.locks.length < wanted; ticket++) {
      const lock = await this.lock(String(ticket));
      if (lock) this.locks.push(lock);
    }
    return this.locks.length;
  }

  async ask(isShort: boolean): Promise<void> {
    if (isShort) {
      this.short ??= await this.lock(shortLock);
      return;
    }
    await this.short?.release();
    this.short = undefined;
  }

  async isAsked(): Promise<boolean> {
    return !this.short && (await isLocked(join(this.folder, shortLock), this.dependencies.processes));
  }

  async leave(): Promise<void> {
    await this.locks.pop()?.release();
  }

  async release(): Promise<void> {
    await this.ask(false);
    while (this.locks.length > 0) await this.leave();
  }

  /** `undefined` if another process holds it. */
  private async lock(name: string): Promise<ProcessLock | undefined> {
    const path = join(this.folder, name);
    if (await isLocked(path, this.dependencies.processes)) return undefined;
    return ProcessLock.take(path, this.dependencies).catch(unlessLocked);
  }
}

/** Another process was quicker. */
function unlessLocked(error: unknown): undefined {
  if (error instanceof UsageError && error.code === "run-locked") return undefined;
  throw error;
}

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../../errors";
import { privateFolder } from "../../files/private-files";
import { isLocked, type LockDependencies, ProcessLock } from "../folder/process-lock";

/** Tickets per worker: what a worker leaves is divided among the others in as many pieces. */
const ticketsPerWorker = 4;
const maxTickets = 1000;

/** The number of tickets among a number of workers. */
export function ticketCount(workers: number): number {
  return Math.min(maxTickets, ticketsPerWorker * workers);
}

/** Parts of a rate, each of which one process holds at a time. */
export interface Tickets {
  /** The same in all processes. */
  readonly count: number;
  /** Milliseconds between two looks for tickets that nobody holds. */
  readonly lookMs: number;
  /** The part of the rate that this process may use, 0 to 1. */
  readonly fraction: number;
  /** Takes tickets that nobody holds, until this process holds so many. Returns how many it holds. */
  take(wanted: number): Promise<number>;
  release(): Promise<void>;
}

/**
 * Divides a rate among processes: each ticket stands for the same part of it, and is a lock that one process holds at a
 * time. Whatever happens to the processes, the parts that are held are never more than the whole.
 */
export class RateTickets implements Tickets {
  readonly lookMs = 1000;
  private readonly held: ProcessLock[] = [];

  /** @param folder of the tickets @param count of tickets, the same in all processes */
  constructor(
    private readonly folder: string,
    readonly count: number,
    private readonly dependencies: LockDependencies,
  ) {}

  get fraction(): number {
    return this.held.length / this.count;
  }

  async take(wanted: number): Promise<number> {
    await mkdir(this.folder, { recursive: true, mode: privateFolder });
    for (let ticket = 0; ticket < this.count && this.held.length < wanted; ticket++) {
      const path = join(this.folder, String(ticket));
      if (await isLocked(path, this.dependencies.processes)) continue;
      const lock = await ProcessLock.take(path, this.dependencies).catch(unlessLocked);
      if (lock) this.held.push(lock);
    }
    return this.held.length;
  }

  async release(): Promise<void> {
    for (const lock of this.held.splice(0)) await lock.release();
  }
}

/** Another process was quicker. */
function unlessLocked(error: unknown): undefined {
  if (error instanceof UsageError && error.code === "run-locked") return undefined;
  throw error;
}

import type { Tickets } from "../../run-store/shards/rate-tickets";
import { clock } from "../clock";
import type { ProcessContext } from "../process-context";
import type { ItemConnection } from "./item-connection";
import type { Migration } from "./open-migration";
import type { RateShare } from "./rate-share";
import type { WorkerSettings } from "./worker-settings";
import { writeRate } from "./write-rate";

/** Looks before a ticket of another worker's part is taken: the workers start at the same time, but not equally fast. */
const patientLooks = 3;

export interface TicketHolder {
  /** Leaves the tickets to others, until {@link resume}. */
  readonly pause: () => Promise<void>;
  /** Resolves once this process may write something. */
  readonly resume: () => Promise<void>;
  readonly release: () => Promise<void>;
}

interface HolderParts {
  readonly migration: Migration;
  readonly settings: WorkerSettings;
  readonly connection: ItemConnection;
  readonly share: RateShare;
  readonly tickets: Tickets;
  readonly workers: number;
}

/**
 * Takes a worker's part of the run's rate, and what other workers leave. What it has beyond its part, it gives back to a worker
 * that has less, such as one that was started again. Resolves once the worker may write something; `undefined` if no table has a
 * rate.
 */
export async function holdTickets(
  parts: HolderParts,
  context: ProcessContext,
): Promise<TicketHolder | undefined> {
  const { tickets, share, workers } = parts;
  const { lookMs } = tickets;
  if (!isLimited(parts)) return undefined;
  const own = Math.max(1, Math.floor(tickets.count / workers));
  const { signal } = context;
  const useHeld = (): void => share.changeTo(tickets.held / tickets.count);
  const takeFirst = async (): Promise<void> => {
    while ((await tickets.take(own)) === 0 && !signal.aborted) {
      await tickets.ask(true);
      await clock.sleep(lookMs, signal);
    }
    useHeld();
  };
  await takeFirst();
  let looks = 0;
  let isPaused = false;
  let taking: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    if (isPaused) return;
    const isAsked = tickets.held >= own && (await tickets.isAsked());
    if (isAsked && tickets.held > own) {
      share.changeTo((tickets.held - 1) / tickets.count);
      // What waits was spaced by the rate before.
      await clock.sleep(share.waitingMs, signal);
      await tickets.leave();
    } else await tickets.take(++looks > patientLooks && !isAsked ? tickets.count : own);
    await tickets.ask(tickets.held < own);
    useHeld();
  };
  // A ticket that cannot be taken is left to the others.
  const stop = context.every(lookMs, () => void (taking = taking.then(look).catch(() => undefined)));
  return {
    pause: async () => {
      isPaused = true;
      await taking;
      await tickets.release();
    },
    resume: async () => {
      if (isPaused) await takeFirst();
      isPaused = false;
    },
    release: async () => {
      stop();
      await taking;
      await tickets.release();
    },
  };
}

/** Whether the writes of any table have a maximum rate. */
function isLimited({ migration, settings, connection }: HolderParts): boolean {
  const tables = Object.values(migration.target.tables);
  return tables.some((table) => writeRate(table, settings.options.rate, connection) !== undefined);
}

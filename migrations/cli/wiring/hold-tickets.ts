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

/** Between two looks whether a worker has something to write. */
const tickMs = 50;

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
 * Takes one ticket of the run's rate, the rest of a worker's part once it has something to write, and what other workers leave. What
 * it has beyond its part, it gives back to a worker that has less, such as one that was started again. Resolves once the worker may
 * write something; `undefined` if no table has a rate.
 */
export async function holdTickets(
  parts: HolderParts,
  context: ProcessContext,
): Promise<TicketHolder | undefined> {
  const { tickets, share, workers } = parts;
  const { signal } = context;
  if (!isLimited(parts)) return undefined;
  const own = Math.floor(tickets.count / workers);
  const ticksPerLook = Math.max(1, Math.round(tickets.lookMs / tickMs));
  let [ticks, looks, isPaused, hasPart] = [0, 0, false, false];
  const useHeld = (): void => share.changeTo(tickets.held / tickets.count);
  const takeFirst = async (): Promise<void> => {
    while ((await tickets.take(1)) === 0 && !signal.aborted) {
      await tickets.ask(true);
      await clock.sleep(tickets.lookMs, signal);
    }
    await tickets.ask(false);
    useHeld();
  };
  await takeFirst();

  const look = async (): Promise<void> => {
    // Before a worker writes, which it does some time after its start, the others use the rest of its part.
    const wanted = hasPart ? own : 1;
    const isAsked = tickets.held >= wanted && (await tickets.isAsked());
    if (isAsked && tickets.held > wanted) {
      share.changeTo((tickets.held - 1) / tickets.count);
      await tickets.leave();
    } else await tickets.take(hasPart && ++looks > patientLooks && !isAsked ? tickets.count : wanted);
    await tickets.ask(tickets.held < wanted);
    useHeld();
  };
  const tick = async (): Promise<void> => {
    if (isPaused) return;
    // Others may have taken them all over.
    if (tickets.held === 0) useHeld();
    const isFirst = share.isUsed && !hasPart;
    hasPart = share.isUsed;
    if (ticks++ % ticksPerLook === 0 || isFirst) await look();
  };
  let ticking: Promise<void> | undefined;
  // A ticket that cannot be taken is left to the others.
  const run = (): void =>
    void (ticking ??= tick()
      .catch(() => undefined)
      .finally(() => (ticking = undefined)));
  const stop = context.every(tickMs, run);
  const giveBack = async (): Promise<void> => {
    isPaused = true;
    await ticking;
    await tickets.release();
    useHeld();
  };
  return {
    pause: giveBack,
    resume: async () => {
      if (isPaused) await takeFirst();
      [looks, isPaused] = [0, false];
    },
    release: async () => {
      stop();
      await giveBack();
    },
  };
}

/** Whether the writes of any table have a maximum rate. */
function isLimited({ migration, settings, connection }: HolderParts): boolean {
  const tables = Object.values(migration.target.tables);
  return tables.some((table) => writeRate(table, settings.options.rate, connection) !== undefined);
}

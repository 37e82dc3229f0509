import type { Tickets } from "../../run-store/shards/rate-tickets";
import type { ProcessContext } from "../process-context";
import type { ItemConnection } from "./item-connection";
import type { Migration } from "./open-migration";
import type { RateShare } from "./rate-share";
import type { WorkerSettings } from "./worker-settings";
import { writeRate } from "./write-rate";

/** Looks before a ticket of another worker's part is taken: the workers start at the same time, but not equally fast. */
const patientLooks = 3;

/** Between two looks whether a worker without tickets has something to write. */
const tickMs = 50;

export interface TicketHolder {
  /** Leaves the tickets to others, until {@link resume}. */
  readonly pause: () => Promise<void>;
  readonly resume: () => void;
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
 * Takes a worker's part of the run's rate once it has something to write, and what other workers leave. What it has beyond its
 * part, it gives back to a worker that has less, such as one that was started again. Until it has a ticket, its writes wait.
 * @returns `undefined` if no table has a rate
 */
export function holdTickets(parts: HolderParts, context: ProcessContext): TicketHolder | undefined {
  const { tickets, share, workers } = parts;
  if (!isLimited(parts)) return undefined;
  const own = Math.floor(tickets.count / workers);
  const ticksPerLook = Math.max(1, Math.round(tickets.lookMs / tickMs));
  const useHeld = (): void => share.changeTo(tickets.held / tickets.count);
  let [ticks, looks, isPaused] = [0, 0, false];
  useHeld();

  const look = async (): Promise<void> => {
    const isAsked = tickets.held >= own && (await tickets.isAsked());
    if (isAsked && tickets.held > own) {
      share.changeTo((tickets.held - 1) / tickets.count);
      await tickets.leave();
    } else await tickets.take(++looks > patientLooks && !isAsked ? tickets.count : own);
    await tickets.ask(tickets.held < own);
    useHeld();
  };
  const tick = async (): Promise<void> => {
    if (isPaused) return;
    // Others may have taken them all over.
    if (tickets.held === 0) useHeld();
    if (tickets.held === 0 && !share.isStopped) return;
    if (ticks++ % ticksPerLook === 0) await look();
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
    resume: () => {
      [ticks, looks, isPaused] = [0, 0, false];
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

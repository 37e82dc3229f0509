import type { Clock } from "../clock";
import type { Ledger, LedgerEntry } from "../ledger/ledger";
import { type Check, fails, holds } from "./check";

/** What the ledger has of an entity. */
export interface LedgerState {
  readonly entries: number;
  /** Seconds, by the clocks of the writers and of this process. */
  readonly oldestSeconds: number;
  /** The first keys, in no order. */
  readonly keys: readonly string[];
}

const shownKeys = 5;

/** Reads the ledger of an entity. @param keepKeys how many keys are returned. @default 5 */
export async function readLedger(
  ledger: Ledger,
  entity: string,
  clock: Pick<Clock, "wall">,
  keepKeys = shownKeys,
): Promise<LedgerState> {
  const now = clock.wall().getTime();
  const keys = new Set<string>();
  let entries = 0;
  let oldest = now;
  for await (const entry of ledger.entries(entity)) {
    entries++;
    oldest = Math.min(oldest, timeOf(entry, now));
    if (keys.size < keepKeys) keys.add(entry.key);
  }
  return { entries, oldestSeconds: (now - oldest) / 1000, keys: [...keys] };
}

function timeOf({ at }: LedgerEntry, otherwise: number): number {
  const time = Date.parse(at);
  return Number.isNaN(time) ? otherwise : time;
}

/** Whether no record is marked as different. */
export function checkLedger({ entries, oldestSeconds, keys }: LedgerState): Check {
  if (entries === 0) return holds("ledger", "empty: no record is marked as different");
  return fails(
    "ledger",
    `${entries === 1 ? "1 entry" : `${entries} entries`}, the oldest ${Math.round(oldestSeconds)} s old: ${keys.join(", ")}${entries > keys.length ? ", …" : ""}`,
    "wait until the processes have settled them, or run cutover repair",
  );
}

/** Marks of writes that take longer are not those of writes under way. Seconds. */
const underWaySeconds = 10;

/** Whether no record is marked as different but by writes under way, which an application in use always has. */
export function checkSettling(state: LedgerState): Check {
  if (state.entries === 0 || state.oldestSeconds >= underWaySeconds) return checkLedger(state);
  const entries = state.entries === 1 ? "1 entry" : `${state.entries} entries`;
  return holds("ledger", `${entries} of writes under way, none older than ${underWaySeconds} s`);
}

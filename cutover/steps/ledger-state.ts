import type { Clock } from "../clock";
import type { Ledger, LedgerEntry } from "../ledger/ledger";
import { type Check, fails, holds } from "./check";

/** An entry of the ledger, for people. */
export interface LedgerMark {
  readonly key: string;
  /** The process that has to remove it, and the number of its write. */
  readonly writer: string;
  /** Its age, by the clocks of the writer and of this process. */
  readonly seconds: number;
}

/** What the ledger has of an entity. */
export interface LedgerState {
  readonly entries: number;
  /** Seconds, by the clocks of the writers and of this process. */
  readonly oldestSeconds: number;
  /** The first keys, in no order. */
  readonly keys: readonly string[];
  /** The oldest entries, at most 20, oldest first. */
  readonly oldest: readonly LedgerMark[];
}

const shownKeys = 5;
const maxMarks = 20;

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
  let oldest: readonly LedgerMark[] = [];
  for await (const entry of ledger.entries(entity)) {
    entries++;
    oldest = withMark(oldest, markOf(entry, now));
    if (keys.size < keepKeys) keys.add(entry.key);
  }
  return { entries, oldestSeconds: oldest[0]?.seconds ?? 0, keys: [...keys], oldest };
}

/** The clock of the writer's host may be ahead. */
function markOf({ key, writer, at }: LedgerEntry, now: number): LedgerMark {
  const time = Date.parse(at);
  return { key, writer, seconds: Number.isNaN(time) ? 0 : Math.max(0, (now - time) / 1000) };
}

function withMark(marks: readonly LedgerMark[], mark: LedgerMark): readonly LedgerMark[] {
  const last = marks.at(-1);
  if (last && marks.length >= maxMarks && mark.seconds <= last.seconds) return marks;
  return [...marks, mark].toSorted((a, b) => b.seconds - a.seconds).slice(0, maxMarks);
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

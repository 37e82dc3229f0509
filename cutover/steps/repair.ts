import type { Item } from "../../migrations/items/item";
import type { Clock } from "../clock";
import type { Control, EntityControl } from "../control/control";
import { leaseMilliseconds } from "../control/lease";
import { converge } from "../converge";
import type { Ledger, LedgerEntry } from "../ledger/ledger";
import { authorityIn, type Side } from "../phase";
import { keyText, type RecordKey } from "../record-key";
import { sameItems } from "../same-items";
import type { NewStore, OldStore, RecordMapping } from "../stores/store";
import { observeProcesses } from "./observe-processes";
import { Registration } from "./registration";
import { EntityNotInControlError } from "./step";

/** The two stores of an entity. */
export interface RecordStores {
  readonly old: OldStore;
  readonly new: NewStore;
  readonly mapping: RecordMapping;
}

/** What every repair takes. */
export interface RepairSettings extends RecordStores {
  readonly control: Control;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly entity: string;
  /** Names the repair in `cutover status`: `cutover repair on build-3`. */
  readonly label: string;
  /** How long a process that does not report may still live. The same as that of the processes. @default 30000 */
  readonly leaseMilliseconds?: number;
  /** Records that are converged at the same time. @default 8 */
  readonly concurrency?: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: RepairProgress) => void;
  /** Only count. @default false */
  readonly dryRun?: boolean;
}

/** What a repair did. */
export interface RepairResult {
  /** Records that were looked at. */
  readonly records: number;
  /** Records whose stores differed. */
  readonly differed: number;
  /** Records that changed in every round, or that a later authority has written: run it again. */
  readonly unsettled: number;
  /** Records that could not be converged. */
  readonly failed: number;
  /** The first failures, for people. */
  readonly failures: readonly string[];
  /** Ledger entries that were removed. */
  readonly removed: number;
  /** Ledger entries that stay, since a write that they mark can still arrive. */
  readonly kept: number;
  /** The entity's control when the repair started. */
  readonly started: EntityControl;
}

/** How far a repair is. */
export type RepairProgress = Omit<RepairResult, "started">;

/** How long a signed request can arrive after it was sent, with the difference of clocks that AWS allows. Milliseconds. */
export const lateWriteMs = 15 * 60_000;

const shownFailures = 20;

/** What a repair has done so far. */
class RepairCounts {
  private readonly counts = { records: 0, differed: 0, unsettled: 0, failed: 0, removed: 0, kept: 0 };
  private readonly failures: string[] = [];

  add(...names: readonly (keyof RepairCounts["counts"])[]): void {
    for (const name of names) this.counts[name]++;
  }

  failed(key: string, error: unknown): void {
    this.counts.failed++;
    if (this.failures.length < shownFailures)
      this.failures.push(`${key}: ${error instanceof Error ? error.message : String(error)}`);
  }

  result(): RepairProgress {
    return { ...this.counts, failures: [...this.failures] };
  }
}

/**
 * Converges every record that the ledger marks, apart from the entries of live processes, which settle them themselves. An
 * entry is removed if it was added so long ago that none of its writer's requests can still arrive.
 *
 * @param keyOf the record's key from a ledger entry's text
 * @param minAgeMs of entries that are removed. @default 15 minutes
 * @throws EntityNotInControlError, StaleControlError
 */
export function repairLedger(
  settings: RepairSettings,
  keyOf: (text: string) => RecordKey,
  minAgeMs = lateWriteMs,
): Promise<RepairResult> {
  return registered(settings, async (registration, state, counts) => {
    const { ledger, clock, entity, signal, onProgress } = settings;
    const processes = await observeProcesses({ leaseMilliseconds, ...settings });
    const live = processes.filter(({ state: one }) => one !== "ended").map(({ process }) => process);
    for (const [key, entries] of await byKey(ledger, entity)) {
      if (signal?.aborted) break;
      registration.assertValid();
      const own = entries.filter(({ writer }) => !live.some((process) => writer.startsWith(process)));
      for (let count = own.length; count < entries.length; count++) counts.add("kept");
      if (own.length === 0) continue;
      const isEqual = await settle(settings, keyOf(key), state, counts);
      for (const entry of own) {
        const isOld = clock.wall().getTime() - Date.parse(entry.at) >= minAgeMs;
        const isDone = isEqual && isOld && !settings.dryRun;
        if (isDone) await ledger.remove(entry);
        counts.add(isDone ? "removed" : "kept");
      }
      onProgress?.(counts.result());
    }
  });
}

async function byKey(ledger: Ledger, entity: string): Promise<ReadonlyMap<string, readonly LedgerEntry[]>> {
  const found = new Map<string, LedgerEntry[]>();
  for await (const entry of ledger.entries(entity))
    found.set(entry.key, [...(found.get(entry.key) ?? []), entry]);
  return found;
}

/**
 * Converges every record of the old store, one by one: the backfill of dual mode. Each is read again after it was written,
 * so that a write of the application meanwhile is never replaced by an older state.
 *
 * @throws EntityNotInControlError, StaleControlError
 */
export function repairAll(settings: RepairSettings, rows: AsyncIterable<RecordKey>): Promise<RepairResult> {
  return registered(settings, async (registration, state, counts) => {
    const { signal, concurrency = 8, onProgress } = settings;
    const running = new Set<Promise<void>>();
    for await (const key of rows) {
      if (signal?.aborted) break;
      registration.assertValid();
      const one: Promise<void> = settle(settings, key, state, counts).then(() => {
        running.delete(one);
        onProgress?.(counts.result());
      });
      running.add(one);
      if (running.size >= concurrency) await Promise.race(running);
    }
    await Promise.all(running);
    registration.assertValid();
  });
}

/** Does the work while no flip can happen. */
async function registered(
  settings: RepairSettings,
  work: (registration: Registration, state: EntityControl, counts: RepairCounts) => Promise<void>,
): Promise<RepairResult> {
  const { control, entity } = settings;
  const counts = new RepairCounts();
  const registration = await Registration.start(settings);
  try {
    if (!registration.control) throw new EntityNotInControlError(entity, control.description);
    await work(registration, registration.control, counts);
    return { ...counts.result(), started: registration.control };
  } finally {
    await registration.end();
  }
}

/** @returns whether both stores hold the same now */
async function settle(
  settings: RepairSettings,
  key: RecordKey,
  { phase, epoch }: EntityControl,
  counts: RepairCounts,
): Promise<boolean> {
  counts.add("records");
  try {
    if (await isSame(settings, key, authorityIn(phase))) return true;
    counts.add("differed");
    if (settings.dryRun) return false;
    const { old, new: tables, mapping } = settings;
    const outcome = await converge({ key, authority: authorityIn(phase), epoch, old, new: tables, mapping });
    if (outcome === "unsettled") counts.add("unsettled");
    return outcome === "equal";
  } catch (error) {
    counts.failed(keyText(key), error);
    return false;
  }
}

/**
 * Compares items, never rows: what the mapping drops is no difference. The authority is read again, since a write between
 * the two readings would not show otherwise.
 */
async function isSame(settings: RepairSettings, key: RecordKey, authority: Side): Promise<boolean> {
  const { old, new: tables, mapping } = settings;
  const readOld = async (): Promise<readonly Item[]> => {
    const row = await old.read(key);
    return row === undefined ? [] : mapping.itemsOf(row);
  };
  const readNew = (): Promise<readonly Item[]> => tables.read(key);
  const [first, second] = authority === "old" ? [readOld, readNew] : [readNew, readOld];
  const items = await first();
  return sameItems(items, await second()) && sameItems(items, await first());
}

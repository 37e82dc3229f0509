import type { Clock } from "../clock";
import type { Control, EntityControl } from "../control/control";
import { leaseMilliseconds } from "../control/lease";
import { converge } from "../converge";
import type { Ledger, LedgerEntry } from "../ledger/ledger";
import { lateWriteMilliseconds } from "../late-writes";
import { authorityIn } from "../phase";
import { keyText, type RecordKey } from "../record-key";
import { compareRecord, type RecordStores } from "./compare-record";
import { observeProcesses } from "./observe-processes";
import { Registration } from "./registration";
import type { WorkStart } from "./record-verified";
import { EntityNotInControlError } from "./step";

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
  /** Records whose stores differed, apart from those that the application was writing. */
  readonly differed: number;
  /** Items of the tables whose record is not known: they may be of records that are in the tables only. */
  readonly unknownItems: number;
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
  readonly started: WorkStart;
}

/** How far a repair is. */
export type RepairProgress = Omit<RepairResult, "started">;

const shownFailures = 20;
/** A record that the application keeps writing needs more rounds than a request would wait for. */
const rounds = 20;

/** What a repair has done so far. */
class RepairCounts {
  private readonly counts = {
    ...{ records: 0, differed: 0, unknownItems: 0, unsettled: 0 },
    ...{ failed: 0, removed: 0, kept: 0 },
  };
  private readonly failures: string[] = [];

  get differed(): number {
    return this.counts.differed;
  }

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
  minAgeMs = lateWriteMilliseconds,
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
  for await (const entry of ledger.entries(entity)) {
    const others = found.get(entry.key);
    if (others) others.push(entry);
    else found.set(entry.key, [entry]);
  }
  return found;
}

/** Where the records of both stores are looked for. Each is read again by its key, so that the lists may be of earlier. */
export interface RecordKeys {
  /** Of the old store's records. */
  readonly old: AsyncIterable<RecordKey>;
  /** Of the records that the tables' items belong to, once per item; `undefined` for an item whose record is not known. */
  readonly new: AsyncIterable<RecordKey | undefined>;
}

/**
 * Converges every record of both stores, one by one: the backfill of dual mode. Each is read again after it was written,
 * so that a write of the application meanwhile is never replaced by an older state. Records that the application adds
 * meanwhile have its own second write, or its ledger entry. Items of records that the old store does not have are deleted.
 *
 * @throws EntityNotInControlError, StaleControlError
 */
export function repairAll(settings: RepairSettings, keys: RecordKeys): Promise<RepairResult> {
  return registered(settings, async (registration, state, counts) => {
    const each = <Key>(found: AsyncIterable<Key>, work: (key: Key) => Promise<unknown>): Promise<void> =>
      forEachKey(settings, found, async (key) => {
        registration.assertValid();
        await work(key);
        settings.onProgress?.(counts.result());
      });
    await each(keys.old, (key) => settle(settings, key, state, counts));
    const extra = new Set<string>();
    let last: string | undefined;
    await each(keys.new, async (key) => {
      if (key === undefined) return counts.add("unknownItems");
      const text = keyText(key);
      // The items of a record mostly follow each other.
      if (text === last) return;
      last = text;
      if (extra.has(text) || (await settings.old.read(key)) !== undefined) return;
      // The old store was asked meanwhile for another item of the record.
      if (extra.has(text)) return;
      extra.add(text);
      await settle(settings, key, state, counts);
    });
    registration.assertValid();
  });
}

/** Works on several keys at the same time; the first error ends it after the others that run. */
async function forEachKey<Key>(
  { signal, concurrency = 8 }: RepairSettings,
  keys: AsyncIterable<Key>,
  work: (key: Key) => Promise<void>,
): Promise<void> {
  const running = new Set<Promise<void>>();
  let failed: { readonly error: unknown } | undefined;
  for await (const key of keys) {
    if (signal?.aborted || failed) break;
    const one: Promise<void> = work(key)
      .catch((error: unknown) => void (failed ??= { error }))
      .finally(() => running.delete(one));
    running.add(one);
    if (running.size >= concurrency) await Promise.race(running);
  }
  await Promise.all(running);
  if (failed) throw failed.error;
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
    const started = { control: registration.control, at: settings.clock.wall() };
    await work(registration, registration.control, counts);
    return { ...counts.result(), started };
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
    const seen = await compareRecord(settings, key, authorityIn(phase), counts.differed === 0);
    if (seen === "same") return true;
    if (seen === "different") counts.add("differed");
    if (settings.dryRun) return false;
    const { old, new: tables, mapping } = settings;
    const outcome = await converge({
      ...{ key, authority: authorityIn(phase), epoch, old, new: tables, mapping, rounds },
    });
    if (outcome === "unsettled") counts.add("unsettled");
    return outcome === "equal";
  } catch (error) {
    counts.failed(keyText(key), error);
    return false;
  }
}

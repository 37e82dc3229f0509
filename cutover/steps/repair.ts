import type { Clock } from "../clock";
import type { Control, EntityControl } from "../control/control";
import { leaseMilliseconds } from "../control/lease";
import { converge, type Converged } from "../converge";
import { watchedStores } from "../entity/watched-stores";
import { StaleControlError } from "../errors";
import type { Ledger, LedgerEntry } from "../ledger/ledger";
import { settledMilliseconds } from "../late-writes";
import { authorityIn } from "../phase";
import { keyText, type RecordKey } from "../record-key";
import { compareRecord, type RecordStores } from "./compare-record";
import { observeProcesses, type ObservedProcess } from "./observe-processes";
import { Registration } from "./registration";
import { RepairCounts, type RepairProgress, type RepairResult } from "./repair-counts";
import { EntityNotInControlError } from "./step";
import { waitForRevision } from "./wait-for-processes";

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

/** A record that the application keeps writing needs more rounds than a request would wait for. */
const rounds = 20;
/** Entries that repairs of this process have added to a ledger. */
let marks = 0;

/**
 * Converges every record that the ledger marks, apart from the entries of live processes, which settle them themselves. An
 * entry is removed if it was added, and its process has last reported, so long ago that none of the process's requests can
 * still arrive.
 *
 * @param keyOf the record's key from a ledger entry's text
 * @param minAgeMs of entries that are removed. @default 20 minutes
 * @throws EntityNotInControlError, StaleControlError
 */
export function repairLedger(
  settings: RepairSettings,
  keyOf: (text: string) => RecordKey,
  minAgeMs = settledMilliseconds,
): Promise<RepairResult> {
  return registered(settings, async (work) => {
    const { registration, counts } = work;
    const { ledger, clock, entity, signal, onProgress } = settings;
    const except = registration.process;
    const processes = await observeProcesses({ leaseMilliseconds, ...settings, except });
    const live = processes.filter(({ state: one }) => one !== "ended");
    for (const [key, entries] of await byKey(ledger, entity)) {
      if (signal?.aborted) break;
      registration.assertValid();
      const own = entries.filter((entry) => !writerOf(entry, live));
      for (let count = own.length; count < entries.length; count++) counts.add("kept");
      if (own.length === 0) continue;
      const isEqual = await settle(work, keyOf(key));
      for (const entry of own) {
        const isOld = clock.wall().getTime() - lastSign(entry, processes) >= minAgeMs;
        const isDone = isEqual && isOld && !settings.dryRun;
        if (isDone) await ledger.remove(entry);
        counts.add(isDone ? "removed" : "kept");
      }
      onProgress?.(counts.result());
    }
  });
}

function writerOf(
  { writer }: LedgerEntry,
  processes: readonly ObservedProcess[],
): ObservedProcess | undefined {
  return processes.find(({ process }) => writer.startsWith(`${process}:`));
}

/**
 * When its writer last gave a sign: a process repeats a copy that fails until it ends. Milliseconds since 1970, by the clock
 * of the writer's host.
 */
function lastSign(entry: LedgerEntry, processes: readonly ObservedProcess[]): number {
  const reported = Date.parse(writerOf(entry, processes)?.at ?? entry.at);
  return Math.max(Date.parse(entry.at), reported);
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
 * Waits before it reads until every process acts by the present revision: a write in flight by an earlier one may have
 * neither a second write nor a ledger entry.
 *
 * @throws EntityNotInControlError, StaleControlError
 */
export function repairAll(settings: RepairSettings, keys: RecordKeys): Promise<RepairResult> {
  return registered(settings, async (work) => {
    const { registration, state, counts } = work;
    const each = <Key>(found: AsyncIterable<Key>, compare: (key: Key) => Promise<unknown>): Promise<void> =>
      forEachKey(settings, found, async (key) => {
        registration.assertValid();
        await compare(key);
        settings.onProgress?.(counts.result());
      });
    await assertRevision({ ...settings, except: registration.process }, state);
    await each(keys.old, (key) => settle(work, key));
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
      await settle(work, key);
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

/** @throws StaleControlError if a process does not act by the revision within a lease */
async function assertRevision(
  settings: RepairSettings & { readonly except: string },
  { revision }: EntityControl,
): Promise<void> {
  const late = await waitForRevision(settings, revision);
  if (late.length === 0) return;
  throw new StaleControlError(
    `not every process acts by revision ${revision} of ${settings.entity}: ${late.join(", ")}; nothing was compared: restart those processes or wait for their writes in flight, then repeat the command`,
  );
}

/** A repair under way. */
interface RepairWork {
  readonly settings: RepairSettings;
  readonly registration: Registration;
  /** The entity's control when it started. */
  readonly state: EntityControl;
  readonly counts: RepairCounts;
}

/** Does the work while no flip can happen. */
async function registered(
  settings: RepairSettings,
  repair: (work: RepairWork) => Promise<void>,
): Promise<RepairResult> {
  const { control, entity } = settings;
  const counts = new RepairCounts();
  const registration = await Registration.start(settings);
  try {
    const state = registration.control;
    if (!state) throw new EntityNotInControlError(entity, control.description);
    const started = { control: state, at: settings.clock.wall() };
    await repair({ settings, registration, state, counts });
    return { ...counts.result(), started };
  } finally {
    await registration.end();
  }
}

/** @returns whether both stores hold the same now */
async function settle(work: RepairWork, key: RecordKey): Promise<boolean> {
  const { settings, state, counts } = work;
  counts.add("records");
  try {
    const seen = await compareRecord(settings, key, authorityIn(state.phase), counts.differed === 0);
    if (seen === "same") return true;
    if (seen === "different") counts.add("differed");
    if (settings.dryRun) return false;
    const outcome = await convergeMarked(work, key);
    if (outcome === "unsettled") counts.add("unsettled");
    if (outcome === "later-epoch") counts.failed(keyText(key), new Error(laterEpoch(state)));
    return outcome === "equal";
  } catch (error) {
    counts.failed(keyText(key), error);
    return false;
  }
}

/** The epoch of the control cannot change during a repair. */
function laterEpoch({ epoch, entity }: EntityControl): string {
  return (
    `its items were written under a later epoch (the attribute _e) than ${epoch}, which the control has, and so by another cutover; ` +
    `return to the phase old, remove _e with cutover end --entity ${entity}, and start again with cutover init`
  );
}

/**
 * Converges a record that the ledger marks meanwhile, as the writes of the application are: a request of the repair that is
 * killed, or gets no response, may be carried out minutes later.
 */
async function convergeMarked(
  { settings, registration, state }: RepairWork,
  key: RecordKey,
): Promise<Converged> {
  const { ledger, clock, entity, old, new: tables, mapping } = settings;
  const { phase, epoch, revision } = state;
  const writer = `${registration.process}:${++marks}`;
  const entry = { entity, key: keyText(key), writer, revision, epoch, at: clock.wall().toISOString() };
  const stores = watchedStores({ old, new: tables }, () => {
    registration.assertValid();
  });
  await ledger.add(entry);
  try {
    return await converge({ key, authority: authorityIn(phase), epoch, ...stores, mapping, rounds });
  } finally {
    if (!stores.isUncertain) await ledger.remove(entry);
  }
}

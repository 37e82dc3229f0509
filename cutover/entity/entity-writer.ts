import type { Clock } from "../clock";
import type { OnEvent } from "../cutover-event";
import { CutoverError, StaleControlError } from "../errors";
import type { Ledger, LedgerEntry } from "../ledger/ledger";
import { convergesIn } from "../phase";
import { keepAlive } from "../keep-alive";
import type { ControlPoller } from "../process/control-poller";
import { keyText, type RecordKey } from "../record-key";
import type { NativeWrite } from "../records";
import { timedCall } from "../counters/timed-call";
import { waitUpTo } from "../wait-up-to";
import { type Admission, type AdmissionSettings, admit, assertValid } from "./admission";
import { Leftovers } from "./leftovers";
import type { LiveEntity, SecondWrite } from "./live-entity";
import { secondWrite } from "./second-write";
import { SupersededWrite } from "./superseded-write";

/** A record to write. */
export interface WriteTarget {
  readonly entity: LiveEntity;
  readonly key: RecordKey;
}

/** What {@link EntityWriter} works with. */
export interface WriterSettings extends AdmissionSettings {
  readonly clock: Clock;
  readonly poller: ControlPoller;
  readonly ledger: Ledger;
  readonly process: string;
  /** How long a write waits for the copy to the other store. The copy itself continues. */
  readonly copyWaitMilliseconds: number;
  readonly onEvent: OnEvent;
}

/** A record while it is written. */
interface Marked {
  readonly admission: Admission;
  readonly recordKey: RecordKey;
  readonly key: string;
  readonly entry?: LedgerEntry;
  /** Whether an attempt of the authority's operation may still be carried out, although a later one succeeded. */
  isRetried?: boolean;
}

const maxAttempts = 3;

/** Writes records by the authority of their entities, and copies them to the other store. */
export class EntityWriter {
  readonly leftovers: Leftovers;
  private writes = 0;
  private readonly removals = new Set<Promise<void>>();

  constructor(private readonly settings: WriterSettings) {
    this.leftovers = new Leftovers({
      clock: settings.clock,
      ledger: settings.ledger,
      admit: async (entity) => (await admit(settings, [entity]))[0] as Admission,
      copy: copyInTurn,
      newEntry: (admission, key) => this.newEntry(admission, key),
    });
  }

  /**
   * Runs the authority's operation, then copies the records. Returns once the authority has acknowledged and the copies
   * have ended, in whatever way: those that failed are repeated.
   */
  async write<Result>(targets: readonly WriteTarget[], operation: NativeWrite<Result>): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      const admissions = await admit(
        this.settings,
        targets.map(({ entity }) => entity),
      );
      try {
        return await this.attempt(targets, admissions, operation);
      } catch (error) {
        if (!(error instanceof SupersededWrite)) throw error;
        if (attempt === maxAttempts) throw superseded(error);
        await this.settings.poller.poll().catch(() => {});
      }
    }
  }

  /** Waits for the removal of ledger entries, and stops repeating copies. */
  async close(): Promise<void> {
    this.leftovers.close();
    await Promise.all(this.removals);
  }

  private async attempt<Result>(
    targets: readonly WriteTarget[],
    admissions: readonly Admission[],
    operation: NativeWrite<Result>,
  ): Promise<Result> {
    const end = () => {
      for (const admission of admissions) admission.end();
    };
    const marked: Marked[] = [];
    try {
      for (const [index, { key }] of targets.entries())
        marked.push(await this.mark(admissions[index] as Admission, key));
      for (const { admission } of marked)
        if (!admission.isValid) throw new SupersededWrite(admission.entity.name);
      assertOneAuthority(admissions);
    } catch (error) {
      for (const one of marked) this.remove(one);
      end();
      throw error;
    }
    for (const { admission, key } of marked) rememberWrite(admission.entity, key);
    const value = await this.writeAuthority(marked, operation).catch((error: unknown) => {
      this.failed(marked, error, end);
      throw error;
    });
    for (const { admission, key } of marked) {
      admission.entity.counters.count("writes");
      rememberWrite(admission.entity, key);
    }
    if (marked.some(({ entry }) => entry)) await this.copyAll(marked, end);
    else end();
    return value;
  }

  /** A store that does not respond must not delay the requests of the other one for long. */
  private async copyAll(marked: readonly Marked[], end: () => void): Promise<void> {
    const { clock, copyWaitMilliseconds } = this.settings;
    const copies = Promise.all(marked.map((one) => this.copy(one))).finally(end);
    await keepAlive(waitUpTo(clock, copyWaitMilliseconds, copies));
  }

  private async mark(admission: Admission, recordKey: RecordKey): Promise<Marked> {
    const { entity, control, authority } = admission;
    const key = keyText(recordKey);
    const marked = { admission, recordKey, key };
    if (!convergesIn(control.phase, control.mode)) return marked;
    const { ledger } = this.settings;
    const entry = this.newEntry(admission, key);
    try {
      await ledger.add(entry);
    } catch (error) {
      if (authority === "new") {
        this.remove({ ...marked, entry });
        throw error;
      }
      this.ledgerFailed(entity, key, error);
    }
    return { ...marked, entry };
  }

  private newEntry({ entity, control: { revision, epoch } }: Admission, key: string): LedgerEntry {
    const { clock, process } = this.settings;
    const writer = `${process}:${++this.writes}`;
    return { entity: entity.name, key, writer, revision, epoch, at: clock.wall().toISOString() };
  }

  private ledgerFailed(entity: LiveEntity, key: string, error: unknown): void {
    const { poller, ledger, onEvent } = this.settings;
    entity.becomeUnverified(`the ledger (${ledger.description}) could not be written`);
    if (!entity.control.unverified) poller.poll().catch(() => {});
    const message = `${ledger.description} could not be written; the write went through, and ${entity.name} must be verified`;
    onEvent({ kind: "ledger-failed", entity: entity.name, key, message, error });
  }

  private async writeAuthority<Result>(
    marked: readonly Marked[],
    { old, new: tables }: NativeWrite<Result>,
  ): Promise<Result> {
    const { entity, authority, control } = (marked[0] as Marked).admission;
    const { clock } = this.settings;
    const { counters } = entity;
    const isFailure = (error: unknown) => !(error instanceof SupersededWrite || entity.isRefusal(error));
    const context = {
      epoch: control.epoch,
      retried: () => markRetried(marked),
      assertValid: () => {
        for (const { admission } of marked) assertValid(admission);
      },
    };
    return timedCall({ clock, counters, side: authority, isFailure }, () =>
      authority === "old" ? old() : tables(context),
    );
  }

  /** The authority's operation failed. @param end ends the writes in flight */
  private failed(marked: readonly Marked[], error: unknown, end: () => void): void {
    const isRefused =
      error instanceof SupersededWrite || marked.every(({ admission }) => admission.entity.isRefusal(error));
    for (const one of marked) {
      if (isRefused) this.remove(one);
      else this.leave(one, true);
    }
    // Without an entry, only the count of writes in flight keeps a flip from overtaking the request.
    const isHeld = !isRefused && marked.some(({ entry }) => !entry);
    if (isHeld) void this.settings.clock.sleep(this.settings.poller.lease.milliseconds).then(end);
    else end();
  }

  private async copy(marked: Marked): Promise<void> {
    const { admission, recordKey, key } = marked;
    if (!marked.entry) return;
    const { isEqual, isUncertain, error } = await copyInTurn(admission, recordKey, key);
    const mayArriveLate = isUncertain || marked.isRetried === true;
    if (isEqual && !mayArriveLate) {
      this.remove(marked);
      return;
    }
    this.leave(marked, mayArriveLate);
    if (isEqual) return;
    // A later epoch, or writers that were faster: the control may have changed.
    if (error === undefined) this.settings.poller.poll().catch(() => {});
    const { name } = admission.entity;
    const message = `${name} ${key}: the copy to the other store is not complete, and is repeated`;
    this.settings.onEvent({ kind: "second-write-failed", entity: name, key, message, error });
  }

  private leave({ admission, ...rest }: Marked, isUncertain: boolean, isCopied = false): void {
    this.leftovers.add({ ...rest, entity: admission.entity, isUncertain, isCopied });
  }

  private remove(marked: Marked): void {
    if (!marked.entry) return;
    const removal = this.settings.ledger
      .remove(marked.entry)
      .catch(() => {
        this.leave(marked, false, true);
      })
      .finally(() => this.removals.delete(removal));
    this.removals.add(removal);
  }
}

/** Copies a record once no other copy of it runs in this process. */
async function copyInTurn(admission: Admission, key: RecordKey, text: string): Promise<SecondWrite> {
  const { counters } = admission.entity;
  const outcome = await admission.entity.loops.run(text, () => secondWrite(admission, key));
  if (outcome.error !== undefined) counters.call(admission.authority === "old" ? "new" : "old", 0, true);
  return outcome;
}

/** Comparisons of queries, and `readYourWrites`, ask for keys written in the phase that reads either store. */
function rememberWrite(entity: LiveEntity, key: string): void {
  if (entity.control.phase === "shadow") entity.recent.add(key);
}

function markRetried(marked: readonly Marked[]): void {
  for (const one of marked) one.isRetried = true;
}

function assertOneAuthority(admissions: readonly Admission[]): void {
  const other = admissions.find(({ authority }) => authority !== admissions[0]?.authority);
  if (!other) return;
  const names = admissions.map(({ entity, authority }) => `${entity.name} (${authority})`).join(", ");
  throw new CutoverError(
    `one operation can only change entities of the same authority, got ${names}; flip all of them first`,
    false,
  );
}

function superseded({ entity }: SupersededWrite): StaleControlError {
  return new StaleControlError(`the authority of ${entity} changes faster than the write can follow; retry`);
}

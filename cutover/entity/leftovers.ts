import type { Clock } from "../clock";
import type { Ledger, LedgerEntry } from "../ledger/ledger";
import type { RecordKey } from "../record-key";
import { lateWriteMilliseconds } from "../late-writes";
import { convergesIn } from "../phase";
import type { Admission } from "./admission";
import type { LiveEntity, SecondWrite } from "./live-entity";

/** A record that may differ between the stores, because of a write of this process. */
export interface Leftover {
  readonly entity: LiveEntity;
  readonly recordKey: RecordKey;
  readonly key: string;
  /**
   * The entry to remove once the stores are equal. Absent for a write in a phase without ledger; it gets one before it is
   * copied in a phase that has one.
   */
  readonly entry?: LedgerEntry;
  /** Whether a request for it may still be carried out. */
  readonly isUncertain: boolean;
  /** The stores are equal, and only the entry is left to be removed. Nothing is copied again, since it may be gone. */
  readonly isCopied: boolean;
}

interface Waiting extends Omit<Leftover, "isCopied" | "entry"> {
  readonly since: number;
  entry?: LedgerEntry;
  isCopied: boolean;
  /** Until when its entry stays, even if the stores are equal. */
  holdUntil: number;
  due: number;
  failures: number;
}

/** What {@link Leftovers} works with. */
export interface LeftoversSettings {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly admit: (entity: LiveEntity) => Promise<Admission>;
  readonly copy: (admission: Admission, key: RecordKey, text: string) => Promise<SecondWrite>;
  readonly newEntry: (admission: Admission, key: string) => LedgerEntry;
}

/** Leftovers that are kept. Those above it stay in the ledger, and reads use the authority until the others are done. */
const maxLeftovers = 10_000;
const firstRetryMilliseconds = 1000;
const maxRetryMilliseconds = 60_000;
const concurrency = 8;

/**
 * Copies records again whose copy failed, and those that a request without a response may have changed: at once, to be
 * close, and when the request can no longer arrive, to be right.
 */
export class Leftovers {
  private readonly waiting = new Set<Waiting>();
  private readonly keys = new Map<string, number>();
  private isOverflown = false;
  private isRunning = false;
  private isClosed = false;
  private pause = new AbortController();

  constructor(private readonly settings: LeftoversSettings) {}

  /** Records that are not settled. */
  get size(): number {
    return this.waiting.size;
  }

  /** Whether a record must be read from the authority. */
  has(entity: LiveEntity, key: string): boolean {
    return this.keys.size > 0 && (this.isOverflown || this.keys.has(nameOf(entity, key)));
  }

  /** Ledger entries of an entity that this process has not removed yet, and the age of the oldest in seconds. */
  ledgerOf(entity: LiveEntity): { readonly size: number; readonly age: number } {
    const entries = [...this.waiting].filter((one) => one.entry && one.entity === entity);
    const now = this.settings.clock.now();
    const ages = entries.map(({ since }) => (now - since) / 1000);
    return { size: entries.length, age: Math.max(0, ...ages) };
  }

  add(leftover: Leftover): void {
    if (this.isClosed) return;
    if (this.waiting.size >= maxLeftovers) {
      this.isOverflown = true;
      return;
    }
    const now = this.settings.clock.now();
    const holdUntil = leftover.isUncertain ? now + lateWriteMilliseconds : now;
    this.waiting.add({ ...leftover, since: now, holdUntil, due: now + firstRetryMilliseconds, failures: 0 });
    const name = nameOf(leftover.entity, leftover.key);
    this.keys.set(name, (this.keys.get(name) ?? 0) + 1);
    this.pause.abort(null);
    if (!this.isRunning) void this.run();
  }

  close(): void {
    this.isClosed = true;
    this.pause.abort(null);
  }

  private async run(): Promise<void> {
    const { clock } = this.settings;
    this.isRunning = true;
    while (this.waiting.size > 0 && !this.isClosed) {
      const due = [...this.waiting].filter((one) => one.due <= clock.now()).slice(0, concurrency);
      if (due.length > 0) await Promise.all(due.map((one) => this.retry(one)));
      else await this.untilDue();
    }
    this.isRunning = false;
  }

  private async untilDue(): Promise<void> {
    const { clock } = this.settings;
    this.pause = new AbortController();
    const next = Math.min(...[...this.waiting].map(({ due }) => due));
    await clock.sleep(Math.max(1, next - clock.now()), this.pause.signal);
  }

  private async retry(one: Waiting): Promise<void> {
    const { clock, ledger } = this.settings;
    try {
      if (!one.isCopied && !(await this.isSettled(one))) {
        this.postpone(one);
      } else if (clock.now() < one.holdUntil) {
        one.due = one.holdUntil;
      } else {
        one.isCopied = true;
        if (one.entry) await ledger.remove(one.entry);
        this.drop(one);
      }
    } catch {
      // The control or the ledger cannot be reached.
      this.postpone(one);
    }
  }

  private async isSettled(one: Waiting): Promise<boolean> {
    const { entity, recordKey, key } = one;
    const admission = await this.settings.admit(entity);
    try {
      const { phase, mode } = admission.control;
      if (!convergesIn(phase, mode)) return true;
      one.entry ??= this.settings.newEntry(admission, key);
      // It may not be there: it could not be added, or a repair has removed it while this process did not run.
      await this.settings.ledger.add(one.entry);
      const { isEqual, isUncertain } = await this.settings.copy(admission, recordKey, key);
      if (isUncertain) one.holdUntil = this.settings.clock.now() + lateWriteMilliseconds;
      return isEqual && !isUncertain;
    } finally {
      admission.end();
    }
  }

  private postpone(one: Waiting): void {
    one.failures++;
    const wait = Math.min(firstRetryMilliseconds * 2 ** one.failures, maxRetryMilliseconds);
    one.due = this.settings.clock.now() + wait;
  }

  private drop(one: Waiting): void {
    this.waiting.delete(one);
    const name = nameOf(one.entity, one.key);
    const left = (this.keys.get(name) ?? 0) - 1;
    if (left > 0) this.keys.set(name, left);
    else this.keys.delete(name);
    if (this.waiting.size === 0) this.isOverflown = false;
  }
}

function nameOf({ name }: LiveEntity, key: string): string {
  return `${name}\n${key}`;
}

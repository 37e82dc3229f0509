import type { Clock } from "../clock";
import { ConvergeLoops } from "../converge-loops";
import type { EntityControl, EntityReport, Unverified } from "../control/control";
import type { PolledEntity } from "../process/control-poller";
import { initialControl } from "../process/initial-control";
import type { EntitySettings } from "../settings";
import { EntityCounters, type WindowCounts } from "../counters/entity-counters";
import { RecentWrites } from "./recent-writes";
import { isStoreRefusal } from "./refusal";
import { WritesInFlight } from "./writes-in-flight";

/** How long a written key is remembered. */
const recentMilliseconds = 60_000;

/** How the copy of a record to the other store ended. */
export interface SecondWrite {
  readonly isEqual: boolean;
  /** A request of it may still be carried out. */
  readonly isUncertain: boolean;
  readonly error?: unknown;
}

/** Sets `unverified` in the control. */
export type MarkUnverified = (entity: string, unverified: Unverified) => Promise<void>;

/** One entity in this process: its stores, the control that it acts by, and what is under way. */
export class LiveEntity implements PolledEntity {
  readonly inFlight = new WritesInFlight();
  readonly counters = new EntityCounters();
  readonly loops = new ConvergeLoops<SecondWrite>();
  /** Written by this process in the last minute. */
  readonly recent: RecentWrites;
  /** When this process learned of the present freeze, on its clock. */
  frozenAt?: number;
  /** The last window that has ended. */
  window?: WindowCounts;
  private present: EntityControl;
  private unverified?: Unverified;

  constructor(
    readonly name: string,
    readonly settings: EntitySettings,
    private readonly clock: Clock,
    private readonly markUnverified: MarkUnverified,
    private readonly onRevision: (entity: LiveEntity) => void,
  ) {
    this.present = initialControl(name);
    this.recent = new RecentWrites(clock, recentMilliseconds);
  }

  get control(): EntityControl {
    return this.present;
  }

  takeOver(control: EntityControl): void {
    if (control.freeze?.by !== this.present.freeze?.by) delete this.frozenAt;
    if (control.freeze) this.frozenAt ??= this.clock.now();
    this.present = control;
    this.onRevision(this);
  }

  isRefusal(error: unknown): boolean {
    return this.settings.isRefusal?.(error) ?? isStoreRefusal(error);
  }

  /** The stores may differ without a ledger entry. The control learns of it before the next report. */
  becomeUnverified(reason: string): void {
    this.unverified = { reason, at: this.clock.wall().toISOString() };
  }

  async beforeReport(): Promise<void> {
    const mark = this.unverified;
    if (!mark) return;
    await this.markUnverified(this.name, mark);
    if (this.unverified === mark) delete this.unverified;
  }

  report(): EntityReport {
    const { total } = this.counters;
    return {
      entity: this.name,
      // A write that started by an earlier revision may lack a ledger entry or a second write that the present one asks for.
      revision: Math.min(this.present.revision, this.inFlight.earliest ?? Number.POSITIVE_INFINITY),
      writesInFlight: this.inFlight.count,
      reads: { old: total.old.reads, new: total.new.reads },
      writes: total.writes,
      errors: { old: total.old.errors, new: total.new.errors },
      latencyP99: this.window?.latencyP99 ?? {},
      compared: total.compared,
      differences: total.differences,
      dropped: total.dropped,
    };
  }
}

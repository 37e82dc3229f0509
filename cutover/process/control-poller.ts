import type { Clock } from "../clock";
import type { Control, EntityControl, EntityReport } from "../control/control";
import type { OnEvent } from "../cutover-event";
import { ControlUnreachableError, StaleControlError } from "../errors";
import { waitUpTo } from "../wait-up-to";
import { within } from "../within";
import { Lease } from "./lease";

/** An entity as the poller sees it. */
export interface PolledEntity {
  readonly name: string;
  readonly control: EntityControl;
  /** Acts by a later revision from here on. */
  takeOver(control: EntityControl): void;
  /** What must reach the control before the process may report: nothing, most of the time. */
  beforeReport(): Promise<void>;
  report(): EntityReport;
}

/** Settings of {@link ControlPoller}. */
export interface PollerSettings {
  readonly control: Control;
  readonly clock: Clock;
  /** Identifies the process: unique per start. */
  readonly process: string;
  readonly label: string;
  readonly pollMilliseconds: number;
  readonly leaseMilliseconds: number;
  readonly onEvent: OnEvent;
  readonly random: () => number;
}

/** How often a frozen entity's control is read if the control does not say. */
const frozenPollMilliseconds = 250;

/** Reads the control, reports to it, and knows whether what it read is recent enough to act by. */
export class ControlPoller {
  readonly lease: Lease;
  private readonly ended = new AbortController();
  private polling?: Promise<void>;
  private pollStartedAt = Number.NEGATIVE_INFINITY;
  /** When a later revision was taken over last. */
  private revisedAt = Number.NEGATIVE_INFINITY;
  private reporting: Promise<void> = Promise.resolve();
  private beats = 0;
  private waiting: (() => void)[] = [];
  private pause = new AbortController();

  constructor(
    private readonly settings: PollerSettings,
    private readonly entities: readonly PolledEntity[],
  ) {
    this.lease = new Lease(settings.clock, settings.leaseMilliseconds);
  }

  /** Polls until {@link close}. */
  start(): void {
    void this.loop();
  }

  /** Reads and reports. Shares a poll that is under way. @throws ControlUnreachableError */
  poll(): Promise<void> {
    if (this.polling) return this.polling;
    this.pollStartedAt = this.settings.clock.now();
    const polling = this.pollOnce(this.pollStartedAt).finally(() => {
      if (this.polling === polling) delete this.polling;
    });
    this.polling = polling;
    return polling;
  }

  /** Polls once if the lease has expired. @throws StaleControlError if that fails */
  async renew(): Promise<void> {
    if (this.lease.isValid) return;
    // A poll that started long ago, before the process was stopped for a while, renews nothing.
    const isOld = this.settings.clock.now() - this.pollStartedAt > this.settings.leaseMilliseconds / 2;
    if (this.polling && isOld) await this.polling.catch(() => {});
    const failure = await this.poll().then(
      () => undefined,
      (error: unknown) => error,
    );
    if (this.lease.isValid) return;
    throw new StaleControlError(
      `${this.settings.control.description} could not be read for ${this.settings.leaseMilliseconds / 1000} s, and this process may act by a revision that is over; retry`,
      { cause: failure },
    );
  }

  /** Resolves when an entity's control has changed, or time is up. */
  async changed(milliseconds: number): Promise<void> {
    const change = new Promise<void>((resolve) => this.waiting.push(resolve));
    await waitUpTo(this.settings.clock, milliseconds, change);
  }

  /** Reports without a poll, one report after the other. Its failure is not one of the caller. */
  reportNow(): void {
    this.report().catch((error: unknown) => {
      this.unreachable(error);
    });
  }

  /** Stops polling. @param leaves whether the process's report is removed */
  async close(leaves: boolean): Promise<void> {
    this.ended.abort(null);
    this.pause.abort(null);
    await this.polling?.catch(() => {});
    await this.reporting;
    if (!leaves) return;
    await this.settings.control.leave(this.settings.process).catch((error: unknown) => {
      this.unreachable(error);
    });
  }

  private async loop(): Promise<void> {
    const { signal } = this.ended;
    while (!signal.aborted) {
      this.pause = new AbortController();
      await this.settings.clock.sleep(this.interval(), this.pause.signal);
      if (signal.aborted) return;
      await this.poll().catch((error: unknown) => {
        this.unreachable(error);
      });
    }
  }

  /** A flip whose command was killed must not make processes poll fast for ever. */
  private interval(): number {
    const since = this.settings.clock.now() - this.revisedAt;
    const limit = 2 * this.settings.leaseMilliseconds;
    const wanted = this.entities.flatMap(({ control: { pollMilliseconds, freeze } }) => {
      if (since > limit + (freeze?.maxMilliseconds ?? 0)) return [];
      return pollMilliseconds ?? (freeze ? frozenPollMilliseconds : []);
    });
    return Math.min(this.settings.pollMilliseconds, ...wanted) * (0.9 + this.settings.random() * 0.2);
  }

  private async pollOnce(start: number): Promise<void> {
    const { clock, leaseMilliseconds } = this.settings;
    const late = () => new ControlUnreachableError(`${this.settings.control.description} did not respond`);
    await within(clock, leaseMilliseconds / 2, this.readAndReport(start), late);
  }

  /** A report whose response is lost must not delay those after it for long. */
  private async sendReport(): Promise<void> {
    const { process, label, control, clock, leaseMilliseconds } = this.settings;
    const entities = this.entities.map((entity) => entity.report());
    const at = clock.wall().toISOString();
    const sent = control.report({ process, label, beats: ++this.beats, at, entities });
    const late = () => new ControlUnreachableError(`${control.description} did not respond`);
    await within(clock, leaseMilliseconds / 4, sent, late);
  }

  private async readAndReport(start: number): Promise<void> {
    if (this.lease.needsReportFirst) await this.report();
    this.takeOver(await this.settings.control.read());
    for (const entity of this.entities) await entity.beforeReport();
    await this.report();
    this.lease.renew(start);
  }

  private takeOver(controls: ReadonlyMap<string, EntityControl>): void {
    let isChanged = false;
    for (const entity of this.entities) {
      const control = controls.get(entity.name);
      // A response that was on its way for long may be older than what another poll has read.
      if (!control || control.revision <= entity.control.revision) continue;
      entity.takeOver(control);
      isChanged = true;
    }
    if (!isChanged) return;
    this.revisedAt = this.settings.clock.now();
    // The next poll may be due earlier than the loop assumed.
    this.pause.abort(null);
    const woken = this.waiting;
    this.waiting = [];
    for (const wake of woken) wake();
  }

  private report(): Promise<void> {
    const reported = this.reporting.then(() => this.sendReport());
    this.reporting = reported.catch(() => {});
    return reported;
  }

  private unreachable(error: unknown): void {
    const message = `${this.settings.control.description} cannot be read or written: ${error instanceof Error ? error.message : String(error)}`;
    this.settings.onEvent({ kind: "control-unreachable", message, error });
  }
}

import { randomUUID } from "node:crypto";
import type { Clock } from "../clock";
import type { Control, EntityControl, ProcessReport } from "../control/control";
import { leaseMilliseconds, pollMilliseconds } from "../control/lease";
import { StaleControlError } from "../errors";

/** What a registration needs. */
export interface RegistrationSettings {
  readonly control: Control;
  readonly clock: Clock;
  readonly entity: string;
  /** For people: `cutover repair on build-3`. */
  readonly label: string;
  /** The same as that of the processes. @default 30000 */
  readonly leaseMilliseconds?: number;
}

/**
 * Registers work that writes to the stores like a process of the application, as long as it lasts, so that no flip
 * happens meanwhile. The work calls {@link assertValid} before each record.
 */
export class Registration {
  /** The name under which it is registered. */
  readonly process = `repair-${randomUUID()}`;
  private readonly stopped = new AbortController();
  private beats = 0;
  private validUntil = -Infinity;
  private problem: StaleControlError | undefined;
  private beating: Promise<void> = Promise.resolve();

  private constructor(
    private readonly settings: RegistrationSettings,
    private state: EntityControl | undefined,
  ) {}

  /** Reports first and reads the control then: a flip that did not see the report has stored its freeze before. */
  static async start(settings: RegistrationSettings): Promise<Registration> {
    const registration = new Registration(settings, undefined);
    await registration.beat();
    registration.beating = registration.keepBeating();
    return registration;
  }

  /** The entity's control when the work started; `undefined` if the control does not have it. */
  get control(): EntityControl | undefined {
    return this.state;
  }

  /** @throws StaleControlError if the entity's authority has changed or is about to, or the control cannot be reached */
  assertValid(): void {
    if (this.problem) throw this.problem;
    if (this.settings.clock.now() < this.validUntil) return;
    throw new StaleControlError(
      `${this.settings.control.description} could not be read for ${this.lease / 1000} s; nothing more is written: repeat the command once it can be reached`,
    );
  }

  private get lease(): number {
    return this.settings.leaseMilliseconds ?? leaseMilliseconds;
  }

  async end(): Promise<void> {
    this.stopped.abort();
    await this.beating;
    await this.settings.control.leave(this.process);
  }

  private async keepBeating(): Promise<void> {
    const { clock } = this.settings;
    while (!this.stopped.signal.aborted) {
      await clock.sleep(Math.min(pollMilliseconds, this.lease / 6), this.stopped.signal);
      // A failure shows when the lease is over.
      if (!this.stopped.signal.aborted) await this.beat().catch(() => undefined);
    }
  }

  private async beat(): Promise<void> {
    const { control, clock, entity } = this.settings;
    const start = clock.now();
    await control.report(this.report());
    const found = (await control.read()).get(entity);
    this.state ??= found;
    if (found?.epoch !== this.state?.epoch || found?.freeze !== undefined)
      this.problem = new StaleControlError(
        `the authority of ${entity} changes while its records are repaired; nothing more is written: repeat the command after the flip`,
      );
    this.validUntil = start + this.lease;
  }

  private report(): ProcessReport {
    const { label, entity, clock } = this.settings;
    const none = { old: 0, new: 0 };
    const at = clock.wall().toISOString();
    return {
      ...{ process: this.process, label, beats: ++this.beats, at },
      entities: [
        {
          ...{ entity, revision: this.state?.revision ?? 0, writesInFlight: 1, reads: none, writes: 0 },
          ...{ errors: none, latencyP99: {}, compared: 0, differences: 0, dropped: 0 },
        },
      ],
    };
  }
}

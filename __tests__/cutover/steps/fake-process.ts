import type { Clock } from "../../../cutover/clock";
import type { Control, EntityControl } from "../../../cutover/control/control";
import { thawed } from "../../../cutover/control/thawed";
import { processReport } from "../control/entity-control";

/** How a process behaves while the control is changed. */
export interface Behaviour {
  /** Does not report any more once it has seen this. */
  readonly silentAfter?: (control: EntityControl) => boolean;
  /** Writes in flight when it has seen a freeze. */
  readonly writesWhenFrozen?: number;
  /** Lifts a freeze that it has seen for longer than the freeze may last, as the library does. */
  readonly thaws?: boolean;
  /** Milliseconds between polls, unless the control asks for less. @default 5000 */
  readonly pollMs?: number;
}

/** A process of the application, as the control sees it: it polls and reports on the clock until it is stopped. */
export class FakeProcess {
  private beats = 0;
  private readonly stopped = new AbortController();
  private frozenSince: number | undefined;

  constructor(
    private readonly name: string,
    private readonly control: Control,
    private readonly clock: Clock,
    private readonly behaviour: Behaviour = {},
  ) {
    // Nothing is told of a control that is gone, once the process was stopped.
    this.live().catch((error: unknown) => {
      if (!this.stopped.signal.aborted) throw error;
    });
  }

  stop(): void {
    this.stopped.abort();
  }

  private async live(): Promise<void> {
    const { behaviour, clock } = this;
    for (;;) {
      const own = [...(await this.control.read()).values()][0];
      if (this.stopped.signal.aborted || !own || behaviour.silentAfter?.(own)) return;
      await this.thaw(own);
      const writesInFlight = own.freeze ? (behaviour.writesWhenFrozen ?? 0) : 1;
      await this.control.report(
        processReport(this.name, ++this.beats, { revision: own.revision, writesInFlight }),
      );
      await clock.sleep(own.pollMilliseconds ?? behaviour.pollMs ?? 5000, this.stopped.signal);
    }
  }

  private async thaw(own: EntityControl): Promise<void> {
    if (!own.freeze) this.frozenSince = undefined;
    if (!own.freeze || !this.behaviour.thaws) return;
    this.frozenSince ??= this.clock.now();
    if (this.clock.now() - this.frozenSince < own.freeze.maxMilliseconds) return;
    const event = { at: this.clock.wall().toISOString(), by: this.name, change: "freeze lifted" };
    await this.control.change({ ...thawed(own), revision: own.revision + 1 }, event).catch(() => undefined);
  }
}

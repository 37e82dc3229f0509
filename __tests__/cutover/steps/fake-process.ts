import type { Clock } from "../../../cutover/clock";
import type { Control, EntityControl } from "../../../cutover/control/control";
import { ControlUnreachableError } from "../../../cutover/errors";
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
  private readonly ended: Promise<void>;
  private beats = 0;
  private readonly stopped = new AbortController();
  private frozenSince: number | undefined;

  constructor(
    private readonly name: string,
    private readonly control: Control,
    private readonly clock: Clock,
    private readonly behaviour: Behaviour = {},
  ) {
    this.ended = this.live();
  }

  /** @returns when its last request has ended */
  async stop(): Promise<void> {
    this.stopped.abort();
    await this.ended;
  }

  private async live(): Promise<void> {
    const { behaviour, clock } = this;
    let pollMs: number | undefined;
    do {
      // As the library, it asks again at the next poll after the control could not be reached.
      pollMs = await this.poll().catch((error: unknown) => {
        if (error instanceof ControlUnreachableError) return behaviour.pollMs ?? 5000;
        throw error;
      });
      if (pollMs !== undefined) await clock.sleep(pollMs, this.stopped.signal);
    } while (pollMs !== undefined && !this.stopped.signal.aborted);
  }

  /** @returns milliseconds until the next poll; `undefined` if there is none */
  private async poll(): Promise<number | undefined> {
    const { behaviour, control } = this;
    const own = [...(await control.read()).values()][0];
    if (this.stopped.signal.aborted || !own || behaviour.silentAfter?.(own)) return undefined;
    await this.thaw(own);
    const writesInFlight = own.freeze ? (behaviour.writesWhenFrozen ?? 0) : 1;
    await control.report(processReport(this.name, ++this.beats, { revision: own.revision, writesInFlight }));
    return own.pollMilliseconds ?? behaviour.pollMs ?? 5000;
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

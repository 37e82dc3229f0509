import type { Clock } from "../clock";
import type { Control } from "../control/control";
import type { OnEvent } from "../cutover-event";
import type { Leftovers } from "../entity/leftovers";
import type { LiveEntity } from "../entity/live-entity";
import { changeControl } from "../process/change-control";
import type { ControlPoller } from "../process/control-poller";
import { embeddedMetrics } from "./embedded-metrics";
import { lowerPercent, redGate } from "./red-gate";

/** Length of a window of counters in milliseconds. */
const windowMilliseconds = 10_000;

/** What {@link Windows} works with. */
export interface WindowSettings {
  readonly clock: Clock;
  readonly control: Control;
  readonly poller: ControlPoller;
  readonly leftovers: Leftovers;
  readonly label: string;
  readonly onEvent: OnEvent;
  readonly metrics?: (line: string) => void;
}

/** Ends a window of counters every 10 seconds: judges the gates by it, and writes its metrics. */
export class Windows {
  private readonly ended = new AbortController();

  constructor(
    private readonly settings: WindowSettings,
    private readonly entities: readonly LiveEntity[],
  ) {}

  start(): void {
    void this.loop();
  }

  close(): void {
    this.ended.abort(null);
  }

  private async loop(): Promise<void> {
    const { signal } = this.ended;
    while (!signal.aborted) {
      await this.settings.clock.sleep(windowMilliseconds, signal);
      if (signal.aborted) return;
      await Promise.all(this.entities.map((entity) => this.next(entity)));
    }
  }

  private async next(entity: LiveEntity): Promise<void> {
    const { clock, leftovers, metrics, poller, control } = this.settings;
    const window = entity.counters.nextWindow();
    entity.window = window;
    const ledger = leftovers.ledgerOf(entity);
    const reason = redGate(entity.control.gates, window, ledger.age);
    const isLowered = reason !== undefined && (await this.lower(entity, reason));
    metrics?.(
      embeddedMetrics({
        control: control.description.replace(/^table /, ""),
        entity: entity.name,
        at: clock.wall(),
        window,
        ledger,
        isRed: isLowered,
        isStale: !poller.lease.isValid,
      }),
    );
  }

  /** Lowers the read percentage by a step, unless somebody else has changed it since. */
  private async lower({ name, control: seen }: LiveEntity, reason: string): Promise<boolean> {
    if (seen.phase !== "shadow" || seen.percent === 0) return false;
    const { control, clock, label, onEvent, poller } = this.settings;
    const percent = lowerPercent(seen.percent);
    const change = `read percentage ${seen.percent} → ${percent}: ${reason}`;
    try {
      const changed = await changeControl(control, clock, {
        ...{ entity: name, by: `gate in ${label}`, change },
        next: (present) =>
          present.phase === "shadow" && present.percent === seen.percent
            ? { ...present, percent }
            : undefined,
      });
      if (changed) onEvent({ kind: "gate", entity: name, message: `${name}: ${change}` });
      await poller.poll();
      return changed !== undefined;
    } catch (error) {
      onEvent({
        kind: "control-unreachable",
        entity: name,
        message: `${name}: a gate is red (${reason}), and the read percentage could not be lowered`,
        error,
      });
      return true;
    }
  }
}

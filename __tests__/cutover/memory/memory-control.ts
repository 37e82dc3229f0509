import type { Control, ControlEvent, EntityControl, ProcessReport } from "../../../cutover/control/control";
import { RevisionConflictError } from "../../../cutover/errors";
import { immediate, type Network } from "./network";

/** What processes of a test share of a control. */
export interface ControlState {
  readonly entities: Map<string, EntityControl>;
  readonly reports: Map<string, ProcessReport>;
  /** Newest first. */
  events: ControlEvent[];
  /** Called after each change. */
  onChange?: () => void;
}

export function noControl(): ControlState {
  return { entities: new Map(), reports: new Map(), events: [] };
}

export function controlOf(...entities: readonly EntityControl[]): ControlState {
  return { ...noControl(), entities: new Map(entities.map((one) => [one.entity, one])) };
}

/** A control in memory, which processes of a test share. Each call reaches it through a network. */
export class MemoryControl implements Control {
  readonly description = "table test-control";

  constructor(
    readonly state: ControlState = noControl(),
    private readonly network: Network = immediate,
  ) {}

  read(): Promise<ReadonlyMap<string, EntityControl>> {
    return this.network("read control", () => new Map(this.state.entities));
  }

  change(next: EntityControl, event: Omit<ControlEvent, "entity" | "revision">): Promise<void> {
    return this.network("change control", () => {
      const stored = this.state.entities.get(next.entity)?.revision ?? 0;
      if (stored !== next.revision - 1)
        throw new RevisionConflictError(
          `${next.entity} was changed by somebody else: its revision is ${stored}`,
        );
      this.state.entities.set(next.entity, next);
      this.state.events.unshift({ ...event, entity: next.entity, revision: next.revision });
      this.state.onChange?.();
    });
  }

  report(report: ProcessReport): Promise<void> {
    return this.network("report", () => {
      this.state.reports.set(report.process, report);
    });
  }

  leave(process: string): Promise<void> {
    return this.network("leave", () => {
      this.state.reports.delete(process);
    });
  }

  reports(): Promise<readonly ProcessReport[]> {
    return this.network("read reports", () => [...this.state.reports.values()]);
  }

  history(entity: string): Promise<readonly ControlEvent[]> {
    return this.network("read history", () => this.state.events.filter((event) => event.entity === entity));
  }

  remove(entity: string): Promise<void> {
    return this.network("remove", () => {
      this.state.entities.delete(entity);
      this.state.events = this.state.events.filter((event) => event.entity !== entity);
    });
  }

  /** What the control says of the only entity. */
  get only(): EntityControl {
    return [...this.state.entities.values()][0] as EntityControl;
  }

  /** Of all entities, newest first. */
  get events(): readonly ControlEvent[] {
    return this.state.events;
  }
}

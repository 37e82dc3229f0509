import type { Control, ControlEvent, EntityControl, ProcessReport } from "../../../cutover/control/control";
import { RevisionConflictError } from "../../../cutover/errors";
import type { Ledger, LedgerEntry } from "../../../cutover/ledger/ledger";

/** A control in memory, as all kinds of controls behave. */
export class MemoryControl implements Control {
  readonly description = "table test-cutover";
  private readonly entities = new Map<string, EntityControl>();
  private readonly processes = new Map<string, ProcessReport>();
  events: ControlEvent[] = [];

  constructor(...entities: readonly EntityControl[]) {
    for (const one of entities) this.entities.set(one.entity, one);
  }

  read(): Promise<ReadonlyMap<string, EntityControl>> {
    return Promise.resolve(new Map(this.entities));
  }

  change(next: EntityControl, event: Omit<ControlEvent, "entity" | "revision">): Promise<void> {
    const { entity, revision } = next;
    if ((this.entities.get(entity)?.revision ?? 0) !== revision - 1)
      return Promise.reject(new RevisionConflictError(`${entity} was changed by somebody else`));
    this.entities.set(entity, next);
    this.events.unshift({ ...event, entity, revision });
    return Promise.resolve();
  }

  report(report: ProcessReport): Promise<void> {
    this.processes.set(report.process, report);
    return Promise.resolve();
  }

  leave(process: string): Promise<void> {
    this.processes.delete(process);
    return Promise.resolve();
  }

  reports(): Promise<readonly ProcessReport[]> {
    return Promise.resolve([...this.processes.values()]);
  }

  history(entity: string): Promise<readonly ControlEvent[]> {
    return Promise.resolve(this.events.filter((event) => event.entity === entity));
  }

  remove(entity: string): Promise<void> {
    this.entities.delete(entity);
    this.events = this.events.filter((event) => event.entity !== entity);
    return Promise.resolve();
  }

  /** What the control says of the only entity. */
  get only(): EntityControl {
    return [...this.entities.values()][0] as EntityControl;
  }
}

/** A ledger in memory. */
export class MemoryLedger implements Ledger {
  readonly description = "memory";
  private readonly all = new Map<string, LedgerEntry>();

  constructor(...entries: readonly LedgerEntry[]) {
    for (const entry of entries) this.all.set(keyOf(entry), entry);
  }

  add(entry: LedgerEntry): Promise<void> {
    this.all.set(keyOf(entry), entry);
    return Promise.resolve();
  }

  remove(entry: Pick<LedgerEntry, "entity" | "key" | "writer">): Promise<void> {
    this.all.delete(keyOf(entry));
    return Promise.resolve();
  }

  async *entries(entity: string): AsyncIterable<LedgerEntry> {
    await Promise.resolve();
    yield* [...this.all.values()].filter((entry) => entry.entity === entity);
  }
}

function keyOf({ entity, key, writer }: Pick<LedgerEntry, "entity" | "key" | "writer">): string {
  return JSON.stringify([entity, key, writer]);
}

import type { RunnerError } from "../../errors";
import type { SuspendedEntity } from "../../run-store/follow/follow-state";
import type { LogStep } from "../../sources/change-log";
import { EntityFault } from "../../entity-fault";

/** The entities whose changes are not carried over anymore. */
export class SuspendedEntities {
  private readonly entities: Map<string, SuspendedEntity>;

  constructor(entities: readonly SuspendedEntity[] = []) {
    this.entities = new Map(entities.map((one) => [one.entity, one]));
  }

  get all(): readonly SuspendedEntity[] {
    return [...this.entities.values()];
  }

  get names(): ReadonlySet<string> {
    return new Set(this.entities.keys());
  }

  has(entity: string): boolean {
    return this.entities.has(entity);
  }

  /** Suspends the entities that an error concerns. @returns those that were not suspended before */
  add(error: unknown, now: Date): readonly SuspendedEntity[] {
    if (!(error instanceof EntityFault)) return [];
    const { code, message } = error.cause as RunnerError;
    const fresh = error.entities.filter((entity) => !this.entities.has(entity));
    const added = fresh.map((entity) => ({ entity, code, message, at: now.toISOString() }));
    for (const one of added) this.entities.set(one.entity, one);
    return added;
  }

  /** The changes of the other entities. */
  without(step: LogStep): LogStep {
    if (this.entities.size === 0) return step;
    return { ...step, changes: step.changes.filter(({ entity }) => !this.entities.has(entity)) };
  }
}

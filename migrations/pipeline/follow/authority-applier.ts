import type { Applied, ChangeApplier } from "./change-applier";
import type { DirtyKey } from "./dirty-keys";

/** What carries rows over; see {@link ChangeApplier}. */
export type RowApplier = Pick<ChangeApplier, "apply" | "forgetOwners">;

/** What {@link AuthorityApplier} works with. */
export interface AuthorityApplierSettings {
  readonly applier: RowApplier;
  /** The entities whose tables are the authority now, by a strongly consistent read. */
  readonly moved: () => Promise<ReadonlySet<string>>;
  /** Takes the rows of these entities. @returns those for which there is no room at present */
  readonly watch: (keys: readonly DirtyKey[]) => readonly DirtyKey[];
}

const nothing: Applied = {
  ...{ settled: [], held: [], again: [], rejected: [] },
  ...{ written: 0, deleted: 0, unchanged: 0 },
};

/**
 * Carries over the rows of those entities whose authority is the old store. During a cutover the application copies the
 * records of the others from the tables to the old store: to carry those changes back would replace newer items.
 *
 * The authority is read after the changes were, and before they are carried over. The flip to the tables waits, while
 * nothing is written, until everything in the log was carried over: a change that is carried over during the flip is
 * therefore one of before, which the flip waits for.
 */
export class AuthorityApplier implements RowApplier {
  constructor(private readonly settings: AuthorityApplierSettings) {}

  forgetOwners(settledBelow: number): void {
    this.settings.applier.forgetOwners(settledBelow);
  }

  async apply(batch: readonly DirtyKey[], next: number): Promise<Applied> {
    const { applier, moved, watch } = this.settings;
    const entities = await moved();
    const others = batch.filter(({ entity }) => entities.has(entity));
    if (others.length === 0) return applier.apply(batch, next);
    const own = batch.filter(({ entity }) => !entities.has(entity));
    const applied = own.length > 0 ? await applier.apply(own, next) : nothing;
    const waiting = new Set(watch(others));
    return {
      ...applied,
      settled: [...applied.settled, ...others.filter((key) => !waiting.has(key))],
      held: [...applied.held, ...waiting],
    };
  }
}

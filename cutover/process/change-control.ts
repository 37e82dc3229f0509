import type { Control, EntityControl } from "../control/control";
import type { Clock } from "../clock";
import { RevisionConflictError } from "../errors";

/** Changes a process makes by itself. */
export interface ControlChange {
  readonly entity: string;
  /** For people: `read percentage 25 → 10`. */
  readonly change: string;
  /** Who makes it, for the history. */
  readonly by: string;
  /** The next state without its revision; `undefined` if the present one needs no change. */
  readonly next: (present: EntityControl) => Omit<EntityControl, "revision"> | undefined;
}

/** Attempts after somebody else changed the control meanwhile. */
const maxAttempts = 5;

/**
 * Reads the control, and changes an entity unless somebody else has made the change superfluous.
 *
 * @returns whether it was changed
 * @throws ControlUnreachableError
 * @throws RevisionConflictError if others keep changing the entity
 */
export async function changeControl(control: Control, clock: Clock, wanted: ControlChange): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    const present = (await control.read()).get(wanted.entity);
    const next = present && wanted.next(present);
    if (!next) return false;
    const event = { at: clock.wall().toISOString(), by: wanted.by, change: wanted.change };
    try {
      await control.change({ ...next, revision: present.revision + 1 }, event);
      return true;
    } catch (error) {
      if (!(error instanceof RevisionConflictError) || attempt === maxAttempts) throw error;
    }
  }
}

import type { Control, ControlEventKind, EntityControl } from "../control/control";
import type { Clock } from "../clock";
import { RevisionConflictError } from "../errors";

/** A change that is made again if somebody else has changed the control meanwhile. */
export interface ControlChange {
  readonly entity: string;
  /** For people: `read percentage 25 → 10`. */
  readonly change: string;
  /** Who makes it, for the history. */
  readonly by: string;
  /** See `ControlEvent.kind`. */
  readonly kind?: ControlEventKind;
  /** The next state without its revision; `undefined` if the present one needs no change. */
  readonly next: (present: EntityControl) => Omit<EntityControl, "revision"> | undefined;
  /** The error if the control does not have the entity. @default nothing is changed */
  readonly missing?: () => Error;
}

/** Attempts after somebody else changed the control meanwhile. */
const maxAttempts = 5;

/**
 * Reads the control, and changes an entity unless somebody else has made the change superfluous.
 *
 * @returns the state that it has stored; `undefined` if it changed nothing
 * @throws ControlUnreachableError
 * @throws RevisionConflictError if others keep changing the entity
 */
export async function changeControl(
  control: Control,
  clock: Clock,
  wanted: ControlChange,
): Promise<EntityControl | undefined> {
  const { by, change, kind } = wanted;
  for (let attempt = 1; ; attempt++) {
    const present = (await control.read()).get(wanted.entity);
    if (!present && wanted.missing) throw wanted.missing();
    const wantedState = present && wanted.next(present);
    if (!wantedState) return undefined;
    const next = { ...wantedState, revision: present.revision + 1 };
    try {
      await control.change(next, { at: clock.wall().toISOString(), by, change, ...(kind && { kind }) });
      return next;
    } catch (error) {
      if (!(error instanceof RevisionConflictError) || attempt === maxAttempts) throw error;
    }
  }
}

import type { ControlEventKind, EntityControl } from "../control/control";
import { RevisionConflictError } from "../errors";
import { EntityNotInControlError, type StepSettings } from "./step";

const attempts = 5;

/**
 * Records that every record was copied, or compared without differences. Lost marks from before the work started are
 * settled by it, and no others.
 *
 * @param started the entity's control when the work started
 * @returns the entity's control now; `undefined` if the authority has changed meanwhile, so that nothing is known
 */
export async function recordVerified(
  settings: Pick<StepSettings, "control" | "clock" | "entity" | "by">,
  started: EntityControl,
  kind: Extract<ControlEventKind, "backfilled" | "verified">,
  change: string,
): Promise<EntityControl | undefined> {
  const { control, clock, entity, by } = settings;
  for (let attempt = 1; ; attempt++) {
    const current = (await control.read()).get(entity);
    if (!current) throw new EntityNotInControlError(entity, control.description);
    if (current.epoch !== started.epoch) return undefined;
    const { unverified, ...rest } = current;
    const isSettled = unverified !== undefined && unverified.at === started.unverified?.at;
    try {
      const state = { ...rest, ...(unverified && !isSettled && { unverified }) };
      const next = { ...state, revision: current.revision + 1 };
      await control.change(next, { at: clock.wall().toISOString(), by, change, kind });
      return next;
    } catch (error) {
      if (!(error instanceof RevisionConflictError) || attempt === attempts) throw error;
    }
  }
}

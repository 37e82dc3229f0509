import type { ControlEventKind, EntityControl, Unverified } from "../control/control";
import { RevisionConflictError } from "../errors";
import { lateWriteMilliseconds } from "../late-writes";
import { EntityNotInControlError, type StepSettings } from "./step";

const attempts = 5;

/** When a copy or a comparison of all records started. */
export interface WorkStart {
  readonly control: EntityControl;
  readonly at: Date;
}

/**
 * Records that every record was copied, or compared without differences. Lost marks are settled if the work started at
 * least 15 minutes after them, when no request of the write that lost its mark can arrive anymore.
 *
 * @returns the entity's control now; `undefined` if the authority has changed meanwhile, so that nothing is known
 */
export async function recordVerified(
  settings: Pick<StepSettings, "control" | "clock" | "entity" | "by">,
  started: WorkStart,
  kind: Extract<ControlEventKind, "backfilled" | "verified">,
  change: string,
): Promise<EntityControl | undefined> {
  const { control, clock, entity, by } = settings;
  for (let attempt = 1; ; attempt++) {
    const current = (await control.read()).get(entity);
    if (!current) throw new EntityNotInControlError(entity, control.description);
    if (current.epoch !== started.control.epoch) return undefined;
    const { unverified, ...rest } = current;
    const isSettled = unverified !== undefined && settles(started, unverified);
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

function settles({ control, at }: WorkStart, unverified: Unverified): boolean {
  const isKnown = unverified.at === control.unverified?.at;
  return isKnown && at.getTime() - Date.parse(unverified.at) >= lateWriteMilliseconds;
}

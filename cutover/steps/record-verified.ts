import type { ControlEventKind, EntityControl, Unverified } from "../control/control";
import { settledMilliseconds } from "../late-writes";
import { changeControl } from "../process/change-control";
import { EntityNotInControlError, type StepSettings } from "./step";

/** When a copy or a comparison of all records started. */
export interface WorkStart {
  readonly control: EntityControl;
  readonly at: Date;
}

/**
 * Records that every record was copied, or compared without differences. Lost marks are settled if the work started at
 * least 20 minutes after them, when no request of the write that lost its mark can arrive anymore.
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
  return changeControl(control, clock, {
    ...{ entity, by, change, kind },
    missing: () => new EntityNotInControlError(entity, control.description),
    next: (present) => {
      if (present.epoch !== started.control.epoch) return undefined;
      const { unverified, ...rest } = present;
      const isSettled = unverified !== undefined && settles(started, unverified);
      return { ...rest, ...(unverified && !isSettled && { unverified }) };
    },
  });
}

function settles({ control, at }: WorkStart, unverified: Unverified): boolean {
  const isKnown = unverified.at === control.unverified?.at;
  return isKnown && at.getTime() - Date.parse(unverified.at) >= settledMilliseconds;
}

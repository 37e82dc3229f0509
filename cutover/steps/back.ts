import type { EntityControl } from "../control/control";
import { type Phase, phasesOf } from "../phase";
import { fails, holds } from "./check";
import { checkFreeze, checkProcesses } from "./check-entity";
import { flip, type FlipOptions } from "./flip";
import { Step, type StepResult, type StepSettings } from "./step";

/** The phase before the current one; `undefined` in the first one. */
function previousPhase({ mode, phase }: Pick<EntityControl, "mode" | "phase">): Phase | undefined {
  const phases = phasesOf(mode);
  return phases[phases.indexOf(phase) - 1];
}

/**
 * Moves an entity back to the phase before. If the authority is the same in both, that is safe at any time, and no
 * process is waited for; from `new` it is the flip.
 */
export async function back(settings: StepSettings, options: FlipOptions = {}): Promise<StepResult> {
  const step = new Step(settings);
  const current = await step.current();
  const previous = previousPhase(current);
  if (current.phase === "new") return flip(settings, "old", options);
  if (previous === undefined) return refuse(step, current);
  step.add(...checkFreeze(current));
  if (current.phase === "new-only") return copyAgain(step, current);
  if (previous === "old") await checkProcesses(step, current, { expectation: false });
  const change = `phase ${current.phase} → ${previous}`;
  return step.finish(current, { ...current, phase: previous, percent: 0 }, change, "phase");
}

/**
 * From `new-only` to `new`: the tables stay the authority, and the application copies its writes to the old store again.
 * Those of `new-only` are copied by `cutover repair --all`, without which the flip to the old store is refused.
 */
function copyAgain(step: Step, current: EntityControl): Promise<StepResult> {
  const reason = "the old store did not receive the application's writes in the phase new-only";
  const at = step.settings.clock.wall().toISOString();
  step.add(
    holds("phase", `the way back copies every record: cutover repair --all --entity ${current.entity}`),
  );
  const next = { ...current, phase: "new", percent: 0, unverified: { reason, at } } as const;
  return step.finish(current, next, "phase new-only → new", "phase");
}

function refuse(step: Step, current: EntityControl): Promise<StepResult> {
  step.add(
    fails("phase", "old is the first phase", `remove the entity with cutover end --entity ${current.entity}`),
  );
  return step.finish(current, current, "none");
}

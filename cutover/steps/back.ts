import type { EntityControl } from "../control/control";
import { type Phase, phasesOf } from "../phase";
import { fails } from "./check";
import { checkFreeze, checkProcesses } from "./check-entity";
import { flip, type FlipOptions } from "./flip";
import { Step, type StepResult, type StepSettings } from "./step";

/** The phase before the current one; `undefined` in the first one. */
function previousPhase({ mode, phase }: Pick<EntityControl, "mode" | "phase">): Phase | undefined {
  const phases = phasesOf(mode);
  return phases[phases.indexOf(phase) - 1];
}

/**
 * Moves an entity back to the phase before. If the old store is the authority in both, that is safe at any time, and no
 * process is waited for; from `new` it is the flip.
 */
export async function back(settings: StepSettings, options: FlipOptions = {}): Promise<StepResult> {
  const step = new Step(settings);
  const current = await step.current();
  const previous = previousPhase(current);
  if (current.phase === "new") return flip(settings, "old", options);
  if (previous === undefined || current.phase === "new-only") return refuse(step, current);
  step.add(...checkFreeze(current));
  if (previous === "old") await checkProcesses(step, current, { expectation: false });
  const change = `phase ${current.phase} → ${previous}`;
  return step.finish(current, { ...current, phase: previous, percent: 0 }, change, "phase");
}

function refuse(step: Step, current: EntityControl): Promise<StepResult> {
  step.add(
    current.phase === "old"
      ? fails(
          "phase",
          "old is the first phase",
          `remove the entity with cutover end --entity ${current.entity}`,
        )
      : fails(
          "phase",
          "since new-only was entered, the old store has not received the application's writes",
          "copy the tables back into the old store first, with the application stopped, or correct the fault in the tables",
        ),
  );
  return step.finish(current, current, "none");
}

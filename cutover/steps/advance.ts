import type { EntityControl } from "../control/control";
import { type Phase, phasesOf } from "../phase";
import { fails, holds } from "./check";
import { checkBackfill, checkFreeze, checkProcesses, checkUnverified } from "./check-entity";
import { unknownFacts } from "./facts";
import { flip, type FlipOptions } from "./flip";
import { checkSettling, readLedger } from "./ledger-state";
import { Step, type StepResult, type StepSettings } from "./step";

/** The phase after the current one; `undefined` in the last one. */
export function nextPhase({ mode, phase }: Pick<EntityControl, "mode" | "phase">): Phase | undefined {
  const phases = phasesOf(mode);
  return phases[phases.indexOf(phase) + 1];
}

/** Moves an entity to its next phase if everything holds that the phase needs. From `shadow` to `new` it is the flip. */
export async function advance(settings: StepSettings, options: FlipOptions = {}): Promise<StepResult> {
  const step = new Step(settings);
  const current = await step.current();
  const next = nextPhase(current);
  if (next === "new") return flip(settings, "new", options);
  if (next === undefined) return refuseLast(step, current);
  step.add(...checkFreeze(current));
  await checkProcesses(step, current, { expectation: true });
  await checkEntry(step, current, next);
  // A percentage belongs to the phase `shadow`, which starts with none.
  return step.finish(
    current,
    { ...current, phase: next, percent: 0 },
    `phase ${current.phase} → ${next}`,
    "phase",
  );
}

async function checkEntry(step: Step, current: EntityControl, next: Phase): Promise<void> {
  const { facts = unknownFacts(current), ledger, clock, control } = step.settings;
  const { entity, mode } = current;
  if (next === "follow" || next === "dual") {
    step.add(...(await facts.reachable()));
    // Reading it shows that it can be reached.
    if (next === "dual") step.add(checkSettling(await readLedger(ledger, entity, clock)));
    return;
  }
  if (mode === "follow" && next === "shadow") return step.add(...(await facts.followed()));
  step.add(checkUnverified(current), checkSettling(await readLedger(ledger, entity, clock)));
  if (next === "shadow") step.add(checkBackfill(await control.history(entity), current));
}

function refuseLast(step: Step, current: EntityControl): Promise<StepResult> {
  step.add(
    holds("phase", "new-only is the last phase"),
    fails(
      "next",
      "there is no phase after new-only",
      `remove the library from the application, then run cutover end --entity ${current.entity}`,
    ),
  );
  return step.finish(current, current, "none");
}

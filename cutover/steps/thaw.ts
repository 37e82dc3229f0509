import { thawed } from "../control/thawed";
import { fails, holds } from "./check";
import { Step, type StepResult, type StepSettings } from "./step";

/**
 * Lifts a freeze, or withdraws an announcement, that a flip has left whose command was killed. A flip that still works
 * fails then, without a change of the authority.
 */
export async function thaw(settings: StepSettings): Promise<StepResult> {
  const step = new Step(settings);
  const current = await step.current();
  const { freeze, pollMilliseconds } = current;
  step.add(
    freeze || pollMilliseconds !== undefined
      ? holds("freeze", freeze ? `writes are frozen for a flip to ${freeze.to}` : "a flip is announced")
      : fails("freeze", "no flip is under way", "none: nothing has to be lifted"),
  );
  return step.finish(current, thawed(current), "flip withdrawn; writes continue");
}

import { type Check, fails, holds } from "../../../cutover/steps/check";
import { counted, duration } from "../../report/quantity";
import type { FollowState } from "../../run-store/follow/follow-state";

/** A lag up to this does not keep an entity from being compared, and from a flip. Milliseconds. */
const maxLagMs = 10_000;

/** Whether a process that follows a run has carried over what there was. @param run its name */
export function checkFollowing(
  run: string,
  { rejected, phase, lagMs }: Pick<FollowState, "rejected" | "phase" | "lagMs">,
): Check {
  if (rejected.length > 0)
    return fails(
      "followed",
      `${counted(rejected.length, "row")} cannot become items (follow-rejects.jsonl)`,
      "correct them in the source",
    );
  if (phase !== "following" || lagMs > maxLagMs)
    return fails(
      "followed",
      `run ${run}: ${phase}, lag ${duration(lagMs / 1000)}, at most ${duration(maxLagMs / 1000)} is allowed`,
      "wait until follow has caught up",
    );
  return holds("followed", `run ${run} has moved all rows, and follow has caught up`);
}

/**
 * Whether everything that the application has written up to a position is in the tables for good: carried over, and not to
 * be replaced by a write that had no response, unless the control says so and the flip is refused by itself.
 */
export function checkCarriedOver(
  { unanswered }: Pick<FollowState, "unanswered">,
  entity: string,
  position: string,
): Check {
  if (!unanswered?.unmarked.includes(entity))
    return holds("drained", `follow has carried over everything up to ${position}`);
  return fails(
    "drained",
    `a write of follow may have had no response at ${unanswered.at}, and be carried out after newer ones`,
    "run verify --live 20 minutes after that time or later, then repeat the command",
  );
}

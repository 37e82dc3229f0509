import type { CheckpointState } from "./checkpoint";

/**
 * The state of a run, from its checkpoint and its lock. A killed process leaves the state `running`, but no lock that is
 * held: such a run is interrupted. A run that is locked while it is resumed is running.
 */
export function runState(kept: CheckpointState, isLocked: boolean): CheckpointState {
  if (kept === "rolled-back" || kept === "rolling-back" || kept === "finished") return kept;
  if (isLocked) return "running";
  return kept === "running" ? "interrupted" : kept;
}

import type { Control, EntityControl } from "../../../cutover/control/control";
import { authorityIn } from "../../../cutover/phase";
import { changeControl } from "../../../cutover/process/change-control";
import type { ProcessContext } from "../process-context";
import { cutoverClock } from "./cutover-clock";

const reason = "a write of follow, or of the run before it, may have had no response";

/**
 * Marks entities as unverified, since a write of following had no response at a time and may be carried out later.
 *
 * @param at ISO 8601
 * @returns those that need no further mark; an entity that the control does not have yet still needs it
 */
export async function markUnanswered(
  control: Control,
  entities: readonly string[],
  at: string,
  context: Pick<ProcessContext, "identity" | "monotonic" | "now">,
): Promise<readonly string[]> {
  const states = await control.read();
  const known = entities.filter((entity) => states.has(entity));
  for (const entity of known)
    await changeControl(control, cutoverClock(context), {
      ...{ entity, by: `follow on ${context.identity.host || "this host"}`, change: `unverified: ${reason}` },
      next: (present) => marked(present, at),
    });
  return known;
}

/** Nothing is carried over while the tables are the authority. An earlier mark does not replace a later one. */
function marked(present: EntityControl, at: string): EntityControl | undefined {
  if (authorityIn(present.phase) === "new") return undefined;
  const { unverified } = present;
  if (unverified && Date.parse(unverified.at) >= Date.parse(at)) return undefined;
  return { ...present, unverified: { reason, at } };
}

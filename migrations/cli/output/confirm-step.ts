import { InterruptedError, UsageError } from "../../errors";
import type { ProcessContext } from "../process-context";
import type { ConfirmOptions } from "./confirm-rollback";

/** Says what a step does, and has the entity's name typed. @throws UsageError if nobody confirms it */
export async function confirmStep(
  entity: string,
  danger: string,
  { yes, json }: ConfirmOptions,
  { ask, error, signal }: ProcessContext,
): Promise<void> {
  if (!json) error(`${entity}: ${danger}.`);
  if (yes) return;
  if (!ask)
    throw new UsageError(
      "not-confirmed",
      "nothing was changed: nobody can be asked here; confirm it with --yes",
    );
  const typed = await ask(`Type ${entity} to continue: `).catch((cause: unknown) => {
    if (signal.aborted) throw new InterruptedError("interrupted; nothing was changed");
    throw cause;
  });
  if (typed.trim() === entity) return;
  throw new UsageError("not-confirmed", `nothing was changed: expected ${entity}, got "${typed.trim()}"`);
}

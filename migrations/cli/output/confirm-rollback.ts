import type { Checkpoint } from "../../run-store/checkpoint";
import { InterruptedError, UsageError } from "../../errors";
import { counted } from "../../report/quantity";
import type { ProcessContext } from "../process-context";

/** What decides whether a person is asked. */
export interface ConfirmOptions {
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** What the journal of a run holds. */
export interface JournaledWrites {
  /** Its lines. */
  readonly entries: number;
  /** The names of the tables that the run wrote to. */
  readonly tables: ReadonlySet<string>;
}

/** Shows what a rollback will do and asks a person to confirm it. @throws UsageError if nobody confirms it */
export async function confirmRollback(
  { run, state, target, updatedAt }: Checkpoint,
  { entries, tables }: JournaledWrites,
  place: string,
  { yes, json }: ConfirmOptions,
  { ask, error, signal }: ProcessContext,
): Promise<void> {
  if (!json) {
    const region = place === target.region ? "" : ` (${target.region})`;
    error(`To be rolled back: run ${run}, ${state}, last saved at ${updatedAt}`);
    error(`  in ${place}${region}, tables ${[...tables].join(", ") || "none"}`);
    error(
      `  ${counted(entries, "journaled write")}: items that it created are deleted, items that it overwrote are restored`,
    );
  }
  if (yes) return;
  if (!ask)
    throw new UsageError(
      "not-confirmed",
      "nothing was rolled back: this is no terminal where you could be asked; confirm it with --yes",
    );
  const typed = await ask("Type yes to roll it back: ").catch((cause: unknown) => {
    if (signal.aborted) throw new InterruptedError("interrupted; nothing was rolled back");
    throw cause;
  });
  if (/^y(es)?$/i.test(typed.trim())) return;
  throw new UsageError("not-confirmed", `nothing was rolled back: expected yes, got "${typed.trim()}"`);
}

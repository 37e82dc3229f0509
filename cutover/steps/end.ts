import { fails, holds } from "./check";
import { checkFreeze } from "./check-entity";
import { checkLedger, readLedger } from "./ledger-state";
import { observeProcesses } from "./observe-processes";
import { Step, type StepResult, type StepSettings } from "./step";

/**
 * Ends an entity's cutover, or gives it up in phase `old`: removes the attribute `_e` from its items, and everything that
 * the control has of it. The application must no longer use the library for the entity.
 *
 * @param clean removes the attribute from the items of the entity's tables
 */
export async function end(settings: StepSettings, clean: () => Promise<unknown>): Promise<StepResult> {
  const step = new Step(settings);
  const { control, ledger, clock, entity, dryRun } = settings;
  const current = await step.current();
  const isOver = current.phase === "new-only" || current.phase === "old";
  step.add(
    isOver
      ? holds("phase", `${entity} is in phase ${current.phase}`)
      : fails(
          "phase",
          `a cutover ends in the phase new-only, or is given up in old; ${entity} is in ${current.phase}`,
          `finish it with cutover advance --entity ${entity}, or go back with cutover back`,
        ),
    ...checkFreeze(current),
    checkLedger(await readLedger(ledger, entity, clock)),
  );
  const processes = await observeProcesses({ ...settings, leaseMilliseconds: step.lease });
  const using = processes.filter(({ state }) => state !== "ended");
  step.add(
    using.length === 0
      ? holds("processes", `no process uses the library for ${entity}`)
      : fails(
          "processes",
          `still using the library for ${entity}: ${using.map(({ label }) => label).join(", ")}`,
          `deploy the application without it, which then reads and writes ${current.phase === "old" ? "the old store" : "the tables"} only`,
        ),
  );
  const change = "ended: removed from the control";
  const result = { entity, checks: step.checks, before: current, change };
  if (step.isRefused) return { ...result, outcome: "refused", after: current };
  if (dryRun) return { ...result, outcome: "dry-run" };
  await clean();
  await control.remove(entity);
  return { ...result, outcome: "changed" };
}

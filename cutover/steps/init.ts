import { randomBytes } from "node:crypto";
import type { EntityControl } from "../control/control";
import { defaultGates } from "../control/default-gates";
import type { Mode } from "../phase";
import { fails, holds } from "./check";
import { unknownFacts } from "./facts";
import { Step, type StepResult, type StepSettings } from "./step";

/**
 * Adds an entity to the control, in the phase `old`. Changes nothing for the application.
 *
 * @param table that its items are in
 */
export async function init(settings: StepSettings, mode: Mode, table?: string): Promise<StepResult> {
  const step = new Step(settings);
  const { control, entity, facts = unknownFacts({ entity }) } = settings;
  const existing = (await control.read()).get(entity);
  const isNew = existing === undefined;
  step.add(
    isNew
      ? holds("new", `${control.description} does not have ${entity} yet`)
      : fails(
          "new",
          `${control.description} has ${entity} already, in phase ${existing.phase}`,
          `continue with cutover status --entity ${entity}`,
        ),
    ...(await facts.reachable()),
  );
  const change = `added in phase old, ${mode} mode`;
  const result = { entity, checks: step.checks, change };
  if (step.isRefused)
    return { ...result, outcome: "refused", ...(existing && { before: existing, after: existing }) };
  const first = { ...firstControl(entity, mode), ...(table !== undefined && { table }) };
  if (settings.dryRun) return { ...result, outcome: "dry-run", after: { ...first, revision: 1 } };
  return { ...result, outcome: "changed", after: await step.store(first, change, "phase") };
}

function firstControl(entity: string, mode: Mode): EntityControl {
  return {
    ...{ entity, revision: 0, mode, phase: "old", epoch: 1, percent: 0, allow: [], deny: [] },
    ...{ salt: randomBytes(8).toString("hex"), compareSample: 0.01, gates: defaultGates },
  };
}

import type { Gates } from "../control/control";
import { holds } from "./check";
import { Step, type StepResult, type StepSettings } from "./step";

/** What {@link setGates} changes. */
export interface GateChanges extends Partial<Gates> {
  /** Share of the reads that are compared in `shadow`, 0 to 1. */
  readonly compareSample?: number;
}

/** Changes limits of gates, and how many reads are compared. */
export async function setGates(settings: StepSettings, changes: GateChanges): Promise<StepResult> {
  const step = new Step(settings);
  const current = await step.current();
  const { compareSample = current.compareSample, ...limits } = changes;
  const next = { ...current, compareSample, gates: { ...current.gates, ...limits } };
  const before = { ...current.gates, compareSample: current.compareSample };
  const texts = Object.entries({ ...next.gates, compareSample }).flatMap(([name, value]) => {
    const was = new Map(Object.entries(before)).get(name);
    return was === value ? [] : [`${name} ${was} → ${value}`];
  });
  step.add(holds("gates", texts.length === 0 ? "no limit changes" : texts.join(", ")));
  if (texts.length > 0) return step.finish(current, next, texts.join(", "));
  const { entity } = settings;
  return { entity, outcome: "dry-run", checks: step.checks, before: current, after: current, change: "none" };
}

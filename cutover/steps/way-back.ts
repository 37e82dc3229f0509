import type { EntityControl } from "../control/control";
import { expectedProcesses, type NextStep, type Situation } from "./next-step";

/** The command that undoes the last step, and what it costs. */
export function wayBack(situation: Pick<Situation, "control" | "processes">): NextStep {
  const { control } = situation;
  const { phase, percent, freeze } = control;
  if (freeze)
    return step(
      control,
      "lifts the freeze at once; the flip that is under way fails, and the authority stays",
      ...["flip", "--thaw"],
    );
  if (phase === "new-only")
    return step(
      control,
      "copies writes to the old store again; then cutover repair --all copies every record, before the flip",
      "back",
    );
  if (phase === "old")
    return step(
      control,
      "once the application no longer uses the library; the old store is unchanged",
      "end",
    );
  if (phase === "new")
    return {
      ...step(control, "a flip to the old store: writes stop for up to 2 s, and no write is lost", "back"),
      add: expectedProcesses(situation),
    };
  if (phase === "shadow" && percent > 0)
    return step(
      control,
      "reads all keys from the old store again: at once, safe at any time",
      "percent",
      "0",
    );
  return step(control, "at once, safe at any time: the old store has every write", "back");
}

function step({ entity }: EntityControl, why: string, ...command: readonly string[]): NextStep {
  return { command: ["cutover", ...command, "--entity", entity], why };
}

import type { EntityControl } from "../control/control";
import { defaultGates } from "../control/default-gates";

/** What a process assumes that starts without the control: the phase `old`, by a revision that no control has. */
export function initialControl(entity: string): EntityControl {
  return {
    entity,
    revision: 0,
    mode: "follow",
    phase: "old",
    epoch: 0,
    percent: 0,
    allow: [],
    deny: [],
    salt: "",
    compareSample: 0,
    gates: defaultGates,
  };
}

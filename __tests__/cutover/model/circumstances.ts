import type { Mode, Phase } from "../../../cutover/phase";
import { pick } from "./pick";
import type { Faults } from "./simulated-network";
import type { Simulation } from "./simulation";

/** Under what circumstances a schedule runs. */
export interface Circumstances {
  readonly mode: Mode;
  readonly phase: Phase;
  readonly faults: Faults;
  /** Of requests to the ledger. */
  readonly ledgerFaults: Faults;
  /** How often the operator types the suggested command, and how often lost marks are waited for; 0 to 1. */
  readonly habits: { readonly suggested: number; readonly waits: number };
  /** How often processes read the control. Milliseconds. */
  readonly pollMs: number;
  /** The tables have all records from the start, although the phase does not say so: an earlier cutover was given up. */
  readonly hasTables: boolean;
  /** One process stops between its reading of the tables and its writing, until the authority has changed. */
  readonly hasSleeper: boolean;
}

/**
 * Selects them. Some histories are rare if everything is left to chance, and are prepared: writes in flight of the phase
 * `old` while all records are compared, and a process that sleeps across a flip.
 */
export function circumstances(simulation: Simulation): Circumstances {
  const kind = pick(simulation.random, [anything, anything, anything, slowStart, sleeper]);
  return kind(simulation);
}

function anything(simulation: Simulation): Circumstances {
  const { random } = simulation;
  const mode = simulation.chance(0.6) ? "dual" : "follow";
  const faults = {
    refused: pick(random, [0, 0, 0.02, 0.1]),
    responseLost: pick(random, [0, 0, 0.02, 0.05]),
    late: pick(random, [0, 0, 0.02, 0.05, 0.2]),
    slow: pick(random, [0, 0, 0.05]),
  };
  return {
    ...{ mode, phase: pick<Phase>(random, ["old", "old", mode, "shadow", "shadow"]), faults },
    ledgerFaults: simulation.chance(0.2) ? { ...faults, refused: 0.3 } : faults,
    ...{ habits: { suggested: 0.6, waits: 0.2 }, pollMs: 10_000, hasTables: false, hasSleeper: false },
  };
}

function slowStart(simulation: Simulation): Circumstances {
  const faults = { refused: 0, responseLost: 0, late: pick(simulation.random, [0, 0.1]), slow: 0.4 };
  return {
    ...{ mode: "dual", phase: "old", faults, ledgerFaults: faults, hasTables: simulation.chance(0.8) },
    ...{ habits: { suggested: 0.9, waits: 0 }, pollMs: 4000, hasSleeper: false },
  };
}

function sleeper(simulation: Simulation): Circumstances {
  const faults = { refused: 0, responseLost: 0, late: pick(simulation.random, [0, 0.02]), slow: 0 };
  return {
    ...{ mode: "dual", phase: "shadow", faults, ledgerFaults: faults, hasTables: true },
    ...{ habits: { suggested: 0.9, waits: 0.9 }, pollMs: 10_000, hasSleeper: true },
  };
}

import type { EntityControl, ProcessReport } from "../../../cutover/control/control";

/** An entity's control with what a test changes. */
export function entityControl(changes: Partial<EntityControl> = {}): EntityControl {
  return {
    ...{ entity: "notes", revision: 1, mode: "dual", phase: "old", epoch: 1, percent: 0 },
    ...{ allow: [], deny: [], salt: "s", compareSample: 0.1 },
    gates: { maxErrorRate: 0.001, maxLatencyP99: 100, maxDifferences: 0, maxLedgerAge: 60 },
    ...changes,
  };
}

/** The report of a process that acts by a revision of `notes`. */
export function processReport(
  process: string,
  beats: number,
  { revision = 1, writesInFlight = 0, entity = "notes" } = {},
): ProcessReport {
  const counts = { reads: { old: 3, new: 1 }, writes: 2, errors: { old: 0, new: 0 } };
  const compared = { latencyP99: { new: 4.5 }, compared: 1, differences: 0, dropped: 0 };
  return {
    ...{ process, label: `host ${process}`, beats },
    entities: [{ entity, revision, writesInFlight, ...counts, ...compared }],
  };
}

/** The event that a test gives to a change. */
export const event = {
  at: "2026-11-26T10:00:00.000Z",
  by: "tester",
  change: "phase old → dual",
  kind: "phase",
} as const;

import type { TimelinePoint } from "../../../../migrations/run-store/timeline/timeline-point";

/** A point of a second, the n-th of its session. */
export function samplePoint(second: number, changes: Partial<TimelinePoint> = {}): TimelinePoint {
  return {
    at: new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString(),
    ms: 1000,
    session: 1,
    read: 100,
    written: 90,
    writeUnits: 180,
    retries: {},
    inFlight: 4,
    ...changes,
  };
}

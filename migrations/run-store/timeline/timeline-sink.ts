import type { TimelinePoint } from "./timeline-point";

/** Where points are kept. */
export interface TimelineSink {
  /** How long a point shall be at present; it grows with the run, so that the points stay few. */
  readonly periodMs: number;
  /** The process of the run that is at work. */
  readonly session: number;
  add(point: TimelinePoint): void;
}

import type { TimelinePoint } from "./timeline-point";

/** Where points are kept. */
export interface TimelineSink {
  /** Milliseconds that a point covers now; grows with the run, so that the number of points stays small. */
  readonly periodMs: number;
  /** The process of the run that is at work. */
  readonly session: number;
  add(point: TimelinePoint): void;
}

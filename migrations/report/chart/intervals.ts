import { merged, type TimelinePoint } from "../../run-store/timeline/timeline-point";

/** A stretch of a run's work, placed on the axis. */
export interface Interval extends TimelinePoint {
  /** Seconds of work before it. */
  readonly from: number;
  /** Seconds of work up to its end. */
  readonly to: number;
}

/** Concatenates points without pauses, and merges them to about the given maximum. */
export function intervalsOf(points: readonly TimelinePoint[], max: number): Interval[] {
  const shortest = points.reduce((ms, point) => ms + point.ms, 0) / max;
  const groups: TimelinePoint[] = [];
  for (const point of points) {
    const last = groups.at(-1);
    const joins = last !== undefined && last.session === point.session && last.ms + point.ms / 2 <= shortest;
    if (joins) groups[groups.length - 1] = merged(last, point);
    else groups.push(point);
  }
  let ms = 0;
  return groups.map((group) => {
    const from = ms / 1000;
    ms += group.ms;
    return { ...group, from, to: ms / 1000 };
  });
}

/** Where a new process went on with the run: seconds of work before it, and when that was. */
export function resumptions(
  intervals: readonly Interval[],
): { readonly seconds: number; readonly at: string }[] {
  return intervals.flatMap((interval, index) => {
    const before = intervals[index - 1];
    return before && before.session !== interval.session ? [{ seconds: interval.from, at: interval.at }] : [];
  });
}

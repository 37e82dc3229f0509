/** What happened in a short while of a run. */
export interface TimelinePoint {
  /** Start time, ISO 8601. */
  readonly at: string;
  /** How long the run worked in it. */
  readonly ms: number;
  /** Which process of the run it was: 1, and one more at each resume. */
  readonly session: number;
  /** Rows accounted for. */
  readonly read: number;
  /** Items that the service acknowledged. */
  readonly written: number;
  /** Write units of these, in the table and all of its indexes, by their size. */
  readonly writeUnits: number;
  /** Repeated requests by reason. */
  readonly retries: Readonly<Record<string, number>>;
  /** Maximum number of requests in flight at one time. */
  readonly inFlight: number;
}

/** Two neighbours as one. A pause between them is not counted as work. */
export function merged(first: TimelinePoint, second: TimelinePoint): TimelinePoint {
  return {
    at: first.at,
    ms: first.ms + second.ms,
    session: second.session,
    read: first.read + second.read,
    written: first.written + second.written,
    writeUnits: first.writeUnits + second.writeUnits,
    retries: sumByName(first.retries, second.retries),
    inFlight: Math.max(first.inFlight, second.inFlight),
  };
}

/** Joins every two neighbours, so that about half of the points are left; those of a session where that suffices. */
export function coarsened(points: readonly TimelinePoint[]): TimelinePoint[] {
  const within = joined(points, (first, second) => first.session === second.session);
  return within.length <= points.length * 0.75 ? within : joined(points, () => true);
}

function joined(
  points: readonly TimelinePoint[],
  belong: (first: TimelinePoint, second: TimelinePoint) => boolean,
): TimelinePoint[] {
  const coarse: TimelinePoint[] = [];
  let open: TimelinePoint | undefined;
  for (const point of points) {
    if (open && belong(open, point)) {
      coarse.push(merged(open, point));
      open = undefined;
    } else {
      if (open) coarse.push(open);
      open = point;
    }
  }
  return open ? [...coarse, open] : coarse;
}

function sumByName(a: TimelinePoint["retries"], b: TimelinePoint["retries"]): Record<string, number> {
  const sum: Record<string, number> = { ...a };
  for (const [name, times] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + times;
  return sum;
}

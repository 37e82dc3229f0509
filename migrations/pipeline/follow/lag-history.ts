import type { LagPoint } from "../../run-store/follow/follow-state";

/** Points that are kept; then every two neighbours become one. */
export const maxLagPoints = 240;

/** Adds a point to a history, which keeps at most {@link maxLagPoints} of them. */
export function withLag(points: readonly LagPoint[], point: LagPoint): readonly LagPoint[] {
  const last = points.at(-1);
  // After a history was coarsened, new points become as long as those before.
  const shortest = points.length < 2 ? 0 : Math.max(...points.map(({ ms }) => ms)) * 0.75;
  if (last?.session === point.session && last.ms < shortest)
    return [...points.slice(0, -1), joined(last, point)];
  const all = [...points, point];
  return all.length <= maxLagPoints ? all : coarsened(all);
}

function coarsened(points: readonly LagPoint[]): LagPoint[] {
  const coarse: LagPoint[] = [];
  for (let at = 0; at < points.length; at += 2) {
    const [first, second] = [points[at] as LagPoint, points[at + 1]];
    coarse.push(second ? joined(first, second) : first);
  }
  return coarse;
}

function joined(first: LagPoint, second: LagPoint): LagPoint {
  return {
    ...{ at: first.at, session: second.session },
    ...{ ms: first.ms + second.ms, lagMs: Math.max(first.lagMs, second.lagMs) },
  };
}

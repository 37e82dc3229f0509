import { expect, it } from "vitest";
import { LagRecorder } from "../../../../migrations/pipeline/follow/lag-recorder";
import { maxLagPoints, withLag } from "../../../../migrations/pipeline/follow/lag-history";
import type { LagPoint } from "../../../../migrations/run-store/follow/follow-state";

const point = (index: number, lagMs: number, session = 1): LagPoint => ({
  ...{ at: new Date(index * 1000).toISOString(), ms: 1000, session, lagMs },
});

it("keeps every point up to the maximum, and then joins two neighbours, with the larger lag", () => {
  let points: readonly LagPoint[] = [];
  for (let index = 0; index < maxLagPoints; index++) points = withLag(points, point(index, index));
  expect(points).toHaveLength(maxLagPoints);
  points = withLag(points, point(maxLagPoints, 9));
  expect(points).toHaveLength(maxLagPoints / 2 + 1);
  expect(points[0]).toEqual({ at: "1970-01-01T00:00:00.000Z", ms: 2000, session: 1, lagMs: 1 });
});

it("does not grow, however long a source is followed, and covers all of the time", () => {
  let points: readonly LagPoint[] = [];
  for (let index = 0; index < 100_000; index++)
    points = withLag(points, point(index, index === 777 ? 50 : 1));
  expect(points.length).toBeLessThanOrEqual(maxLagPoints);
  expect(points.length).toBeGreaterThan(maxLagPoints / 4);
  expect(points.reduce((sum, { ms }) => sum + ms, 0)).toBe(100_000_000);
  expect(Math.max(...points.map(({ lagMs }) => lagMs))).toBe(50);
});

it("keeps points of two processes apart until there are too many", () => {
  const points = withLag([point(0, 1), { ...point(1, 2), ms: 100 }], { ...point(2, 3, 2), ms: 100 });
  expect(points.map(({ session }) => session)).toEqual([1, 1, 2]);
});

it("records the maximum since the point before, and continues after the points of earlier processes", () => {
  const recorder = new LagRecorder([point(0, 1, 4)]);
  recorder.note(700, Infinity, new Date(5000));
  recorder.seen(300);
  recorder.note(100, 1000, new Date(6000));
  recorder.note(50, 1000, new Date(7000));
  expect(recorder.lags.slice(1)).toEqual([point(5, 700, 5), point(6, 50, 5)]);
});

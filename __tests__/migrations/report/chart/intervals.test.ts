import { describe, expect, it } from "vitest";
import { intervalsOf, resumptions } from "../../../../migrations/report/chart/intervals";
import { samplePoint } from "../../run-store/timeline/sample-points";

const points = Array.from({ length: 1000 }, (_, second) => samplePoint(second));

describe("stretches of a chart", () => {
  it("are about as many as asked, and lose nothing", () => {
    const intervals = intervalsOf(points, 100);
    expect(intervals).toHaveLength(100);
    expect(intervals.reduce((sum, { written }) => sum + written, 0)).toBe(90_000);
    expect(intervals.at(-1)?.to).toBe(1000);
  });

  it("follow each other, with pauses left out", () => {
    const resumed = [samplePoint(0), samplePoint(1), samplePoint(7200, { session: 2 })];
    expect(intervalsOf(resumed, 100).map(({ from, to }) => [from, to])).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
  });

  it("name where a new process went on", () => {
    const resumed = [samplePoint(0), samplePoint(60, { session: 2 }), samplePoint(61, { session: 2 })];
    expect(resumptions(intervalsOf(resumed, 100))).toEqual([{ seconds: 1, at: "2026-01-01T12:01:00.000Z" }]);
  });

  it("do not reach over sessions", () => {
    const sessions = points.map((point, index) => ({ ...point, session: index < 995 ? 1 : 2 }));
    expect(new Set(intervalsOf(sessions, 10).map(({ session }) => session))).toEqual(new Set([1, 2]));
  });

  it("are none without points", () => {
    expect(intervalsOf([], 10)).toEqual([]);
  });
});

import { describe, expect, it } from "vitest";
import { coarsened, merged } from "../../../../migrations/run-store/timeline/timeline-point";
import { samplePoint } from "./sample-points";

describe("points of a timeline", () => {
  it("add up when two are joined, the most in flight kept", () => {
    const first = samplePoint(0, { retries: { ThrottlingException: 1 }, inFlight: 8 });
    const second = samplePoint(1, { retries: { ThrottlingException: 2, TimeoutError: 1 } });
    expect(merged(first, second)).toEqual({
      ...first,
      ms: 2000,
      read: 200,
      written: 180,
      writeUnits: 360,
      retries: { ThrottlingException: 3, TimeoutError: 1 },
      inFlight: 8,
    });
  });

  it("are half as many when every two are joined", () => {
    const points = [0, 1, 2, 3, 4].map((second) => samplePoint(second));
    expect(coarsened(points).map(({ ms }) => ms)).toEqual([2000, 2000, 1000]);
  });

  it("are joined within a session", () => {
    const points = [1, 1, 1, 2, 2, 2].map((session, second) => samplePoint(second, { session }));
    expect(coarsened(points).map(({ session, ms }) => [session, ms])).toEqual([
      [1, 2000],
      [1, 1000],
      [2, 2000],
      [2, 1000],
    ]);
  });

  it("are joined across sessions where each has one, and the pause between is no work", () => {
    const points = [1, 2, 3, 4].map((session) => samplePoint(session * 600, { session }));
    expect(coarsened(points).map(({ session, ms }) => [session, ms])).toEqual([
      [2, 2000],
      [4, 2000],
    ]);
  });
});

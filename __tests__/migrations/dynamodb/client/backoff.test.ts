import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backoffMs } from "../../../../migrations/dynamodb/client/backoff";

const most = () => 1 - Number.EPSILON;

describe("backoffMs", () => {
  it.each([
    [0, 50],
    [1, 50],
    [2, 100],
    [5, 800],
    [10, 20_000],
    [5000, 20_000],
  ])("after %i failures is less than %i ms", (failures, bound) => {
    expect(Math.round(backoffMs(failures, most))).toBe(bound);
  });

  it("takes its bounds from the settings", () => {
    expect(Math.round(backoffMs(3, most, { firstMs: 10, maxMs: 25 }))).toBe(25);
  });

  it("lies between nothing and its bound, in proportion to what is drawn", () => {
    const drawn = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(fc.nat({ max: 40 }), drawn, (failures, random) => {
        expect(backoffMs(failures, () => random)).toBeCloseTo(random * backoffMs(failures, () => 1), 6);
      }),
    );
  });
});

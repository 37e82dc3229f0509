import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quantityAxis, scaleEnd, shortCount, timeAxis } from "../../../../migrations/report/chart/scale";

const labels = ({ ticks }: { readonly ticks: readonly { readonly label: string }[] }): string[] =>
  ticks.map(({ label }) => label);

describe("an axis of quantities", () => {
  it.each([
    [0, ["0", "1"]],
    [3, ["0", "1", "2", "3"]],
    [8, ["0", "2", "4", "6", "8"]],
    [2874, ["0", "1k", "2k", "3k"]],
    [96_000, ["0", "25k", "50k", "75k", "100k"]],
    [0.7, ["0", "0.2", "0.4", "0.6", "0.8"]],
    [1_900_000, ["0", "500k", "1M", "1.5M", "2M"]],
  ])("up to %d has round marks", (most, expected) => {
    expect(labels(quantityAxis(most))).toEqual(expected);
  });

  it("holds what it is for, with few marks that all differ", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e12, noNaN: true }), (most) => {
        const axis = quantityAxis(most);
        expect(axis.end).toBeGreaterThanOrEqual(most * 0.999999);
        expect(axis.ticks.length).toBeGreaterThanOrEqual(2);
        expect(axis.ticks.length).toBeLessThanOrEqual(6);
        expect(new Set(labels(axis)).size).toBe(axis.ticks.length);
      }),
    );
  });
});

describe("an axis of time", () => {
  it.each([
    [0.8, "s", ["0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8"]],
    [34, "s", ["0", "5", "10", "15", "20", "25", "30"]],
    [150, "min:s", ["0:00", "0:30", "1:00", "1:30", "2:00", "2:30"]],
    [420, "min", ["0", "1", "2", "3", "4", "5", "6", "7"]],
    [3 * 3600, "h:min", ["0:00", "0:30", "1:00", "1:30", "2:00", "2:30", "3:00"]],
    [40 * 3600, "h", ["0", "6", "12", "18", "24", "30", "36"]],
    [5 * 86_400, "days", ["0", "1", "2", "3", "4", "5"]],
    [200 * 86_400, "days", ["0", "25", "50", "75", "100", "125", "150", "175", "200"]],
  ])("of %d seconds counts in %s", (seconds, unit, expected) => {
    const axis = timeAxis(seconds);
    expect([axis.unit, labels(axis)]).toEqual([unit, expected]);
  });
});

describe("a short figure", () => {
  it.each([
    [0, "0"],
    [0.25, "0.25"],
    [999, "999"],
    [12_500, "12.5k"],
    [3e6, "3M"],
    [2.5e9, "2.5G"],
  ])("of %d is %s", (value, expected) => {
    expect(shortCount(value)).toBe(expected);
  });
});

describe("scaleEnd", () => {
  it("is the highest value of an even course", () => {
    expect(scaleEnd([...Array.from({ length: 30 }, () => 100), 180])).toEqual({ end: 180 });
  });

  it("leaves a rare peak out, and says how high it is", () => {
    const values = [...Array.from({ length: 30 }, () => 100), 8000];
    expect(scaleEnd(values)).toEqual({ end: 120, peak: 8000 });
  });

  it("leaves nothing out of a few values", () => {
    expect(scaleEnd([1, 1, 1, 50])).toEqual({ end: 50 });
  });

  it("is not put down by times in which nothing happened", () => {
    const values = [...Array.from({ length: 90 }, () => 0), ...Array.from({ length: 12 }, () => 70)];
    expect(scaleEnd(values)).toEqual({ end: 70 });
  });
});

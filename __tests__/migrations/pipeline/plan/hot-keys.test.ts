import { describe, expect, it } from "vitest";
import { HotKeys } from "../../../../migrations/pipeline/plan/hot-keys";

describe("hot keys", () => {
  it("are those with the most units, most first", () => {
    const keys = new HotKeys();
    keys.add("a", 1);
    keys.add("b", 5);
    keys.add("a", 2);
    keys.add("c", 1);
    expect(keys.top(2)).toEqual([
      { key: "b", units: 5 },
      { key: "a", units: 3 },
    ]);
  });

  it("are counted exactly, to a ten-thousandth of all units, among a million others", () => {
    const keys = new HotKeys();
    for (let n = 0; n < 1_000_000; n++) keys.add(n % 50 === 0 ? "hot" : `cold ${n}`, 1);
    const [hottest] = keys.top(1);
    expect(hottest?.key).toBe("hot");
    expect(hottest?.units).toBeGreaterThanOrEqual(20_000 - 100);
    expect(hottest?.units).toBeLessThanOrEqual(20_000);
  });

  it("take no more memory the more keys there are", () => {
    const keys = new HotKeys();
    for (let n = 0; n < 1_000_000; n++) keys.add(`cold ${n}`, 1);
    expect(keys.top(Infinity).length).toBeLessThan(30_000);
  });
});

import { describe, expect, it } from "vitest";
import { RecentRate } from "../../../../migrations/cli/output/recent-rate";

describe("RecentRate", () => {
  it("is unknown before time has passed", () => {
    const rate = new RecentRate();
    rate.add(0, 5);
    expect(rate.perSecond).toBeUndefined();
  });

  it("is the growth per second", () => {
    const rate = new RecentRate();
    rate.add(0, 100);
    rate.add(2000, 300);
    expect(rate.perSecond).toBe(100);
  });

  it("forgets what was before its window", () => {
    const rate = new RecentRate(1000);
    for (let at = 0; at <= 10_000; at += 100) rate.add(at, 0);
    for (let at = 10_100; at <= 12_000; at += 100) rate.add(at, at - 10_000);
    expect(rate.perSecond).toBe(1000);
  });

  it("goes to 0 while nothing happens", () => {
    const rate = new RecentRate(1000);
    rate.add(0, 0);
    rate.add(500, 1000);
    for (let at = 600; at <= 3000; at += 100) rate.add(at, 1000);
    expect(rate.perSecond).toBe(0);
  });
});

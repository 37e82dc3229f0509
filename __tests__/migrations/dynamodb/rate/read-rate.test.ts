import { beforeEach, describe, expect, it } from "vitest";
import { ReadRate } from "../../../../migrations/dynamodb/rate/read-rate";
import type { SegmentRate } from "../../../../migrations/dynamodb/rate/segment-rate";
import type { Item } from "../../../../migrations/items/item";
import { Clock } from "./clock";

/** Items of so many bytes each. */
const items = (count: number, bytes: number): Item[] =>
  Array.from({ length: count }, () => ({ id: { S: "x".repeat(bytes - 2) } }));

describe("ReadRate", () => {
  let clock: Clock;
  beforeEach(() => {
    clock = new Clock();
  });

  const rate = (unitsPerSecond: number, isConsistent = true) =>
    new ReadRate({ now: clock.now, sleep: clock.sleep, unitsPerSecond, isConsistent });

  /** Reads pages as long as they may be, of items of so many bytes, and returns how many items each had. */
  async function lengths(segment: SegmentRate, bytes: number, pages: number): Promise<number[]> {
    const limits: number[] = [];
    for (let page = 0; page < pages; page++) {
      const limit = await segment.take();
      segment.correct(items(limit, bytes), undefined);
      limits.push(limit);
    }
    return limits;
  }

  it("lets a page wait for its own units, the first one too", async () => {
    await rate(10).segment().take();
    expect(clock.time).toBe(1100);
  });

  it("begins with one item, and doubles their number up to a full page", async () => {
    // 10 units of 4 KB are 40 items of 1 KB.
    expect(await lengths(rate(50).segment(), 1024, 8)).toEqual([1, 2, 4, 8, 16, 32, 40, 40]);
  });

  it.each([
    ["a second's worth of a low rate", 4, 16],
    ["10 units, of which rounding up costs little", 40, 40],
    ["a tenth of a second's worth of a high rate", 400, 160],
  ])("fills a page with %s", async (_what, unitsPerSecond, most) => {
    expect((await lengths(rate(unitsPerSecond).segment(), 1024, 10)).at(-1)).toBe(most);
  });

  it("asks for twice as much of eventually consistent reads, which cost half", async () => {
    expect((await lengths(rate(10, false).segment(), 1024, 10)).at(-1)).toBe(80);
  });

  it("asks for one item at a time where items are larger than a page", async () => {
    expect(await lengths(rate(10).segment(), 100_000, 3)).toEqual([1, 1, 1]);
  });

  it("asks for fewer items once they are larger", async () => {
    const segment = rate(10).segment();
    await lengths(segment, 1024, 10);
    await segment.take();
    segment.correct(items(40, 4096), undefined);
    expect(await segment.take()).toBe(10);
  });

  it("keeps a page's length behind one without items", async () => {
    const segment = rate(10).segment();
    await lengths(segment, 1024, 3);
    await segment.take();
    segment.correct([], undefined);
    expect(await segment.take()).toBe(8);
  });

  it.each([
    ["what the service counted", true, 7, 700],
    ["4 KB a unit, rounded up, where it did not count", true, undefined, 300],
    ["what the service counted of eventually consistent reads", false, 3.5, 350],
    ["half a unit for 4 KB of those, where it did not", false, undefined, 150],
  ])("charges %s", async (_what, isConsistent, consumed, ms) => {
    const one = rate(10, isConsistent);
    const segment = one.segment();
    await segment.take();
    segment.correct(items(1, 8193), consumed);
    const next = isConsistent ? 100 : 50;
    await one.segment().take();
    expect(clock.time).toBe(1000 + ms + next);
  });

  it("gives back what was reckoned too high, as far as a pause would", async () => {
    const segment = rate(10).segment();
    await lengths(segment, 1024, 10);
    await segment.take();
    segment.correct(items(1, 10), 1);
    const corrected = clock.time;
    await segment.take();
    expect(clock.time).toBe(corrected + 50);
  });

  it("lets all segments of a table share its units", async () => {
    const one = rate(10);
    await one.segment().take();
    await one.segment().take();
    expect(clock.time).toBe(1200);
  });

  it("reckons no page above the megabyte that the service reads at once", async () => {
    const segment = rate(100_000).segment();
    await lengths(segment, 100_000, 8);
    const began = clock.time;
    await segment.take();
    expect(clock.time - began).toBeLessThanOrEqual(2.56);
  });

  it("throws the signal's reason where a wait is interrupted", async () => {
    const reason = new Error("stopped");
    await expect(rate(10).segment().take(AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

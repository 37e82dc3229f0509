import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { RateLimit } from "../../../../migrations/dynamodb/rate/rate-limit";
import { Clock } from "./clock";

const small = { item: { id: { S: "a" } }, bytes: 100 };
const indexed = { item: { id: { S: "a" }, at: { N: "1" } }, bytes: 3000 };
const byTime = { name: "ByTime", partitionKey: { name: "at" }, projection: "ALL" } as const;
const keysOnly = { name: "KeysOnly", partitionKey: { name: "at" }, projection: "KEYS_ONLY" } as const;

describe("RateLimit", () => {
  let clock: Clock;
  beforeEach(() => {
    clock = new Clock();
  });

  const limit = (unitsPerSecond: number, indexes: readonly (typeof byTime | typeof keysOnly)[] = []) =>
    new RateLimit(unitsPerSecond, { indexes, keyNames: ["id"] }, clock);

  it("lets a request wait for its own units, the first one too", async () => {
    await limit(10).take([small, small]);
    expect(clock.time).toBe(1200);
  });

  it("counts a write unit for every KB begun", async () => {
    await limit(10).take([{ ...small, bytes: 1025 }]);
    expect(clock.time).toBe(1200);
  });

  it("lets the busiest of the table and its indexes decide", async () => {
    const one = limit(10, [byTime]);
    await one.take([small]);
    await one.take([indexed]);
    // The table had 1 + 3 units, the index 3: items without its key cost it nothing.
    expect(clock.time).toBe(1400);
  });

  it("counts only what is copied into an index", async () => {
    await limit(10, [keysOnly]).take([{ ...indexed, bytes: 1000 }]);
    expect(clock.time).toBe(1100);
  });

  it("catches up after a waker that comes a little late", async () => {
    clock.late = 20;
    const one = limit(10);
    await one.take([small]);
    await one.take([small]);
    await one.take([small]);
    expect(clock.time).toBe(1300 + 20);
  });

  it("saves up next to nothing in a pause", async () => {
    const one = limit(10);
    await one.take([small]);
    clock.time += 60_000;
    const resumed = clock.time;
    await one.take([small]);
    expect(clock.time).toBe(resumed + 50);
  });

  it("charges what the service counted beyond what was reckoned", async () => {
    const one = limit(10);
    one.correct(await one.take([small]), { table: 3, indexes: {} });
    await one.take([small]);
    expect(clock.time).toBe(1000 + 300 + 100);
  });

  it("charges each index what it took by itself", async () => {
    const one = limit(10, [byTime]);
    one.correct(await one.take([small]), { table: 1, indexes: { ByTime: 5 } });
    await one.take([indexed]);
    // The table's second unit is free 300 ms earlier.
    expect(clock.time).toBe(1000 + 500 + 300);
  });

  it("gives back what was reckoned too high, as far as a pause would", async () => {
    const one = limit(10);
    one.correct(await one.take([indexed]), { table: 1, indexes: {} });
    const corrected = clock.time;
    await one.take([small]);
    expect(clock.time).toBe(corrected + 50);
  });

  it("never gives more than the rate, and no less than it could", async () => {
    const requests = fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(requests, fc.integer({ min: 1, max: 10_000 }), async (sizes, unitsPerSecond) => {
        const steady = new Clock();
        const one = new RateLimit(unitsPerSecond, { indexes: [], keyNames: ["id"] }, steady);
        let units = 0;
        for (const size of sizes) {
          await one.take(Array.from({ length: size }, () => small));
          units += size;
        }
        const seconds = (steady.time - 1000) / 1000;
        expect(units / seconds / unitsPerSecond).toBeCloseTo(1, 6);
      }),
    );
  });
});

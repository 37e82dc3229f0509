import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { RateLimit } from "../../../../migrations/dynamodb/rate/rate-limit";
import { Clock, SharedClock } from "./clock";

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

  it("spaces requests again that were late to be prepared", async () => {
    const one = limit(10);
    const taken = [await one.take([small]), await one.take([small, small]), await one.take([small])];
    const late = clock.time;
    const sent: number[] = [];
    for (const units of taken) {
      await one.space(units);
      sent.push(clock.time - late);
    }
    expect(sent).toEqual([0, 200, 300]);
  });

  it("saves nothing up for what is sent, and spaces nothing that is not late", async () => {
    const one = limit(10);
    for (let request = 0; request < 3; request++) {
      const taken = await one.take([small]);
      const before = clock.time;
      await one.space(taken);
      expect(clock.time).toBe(before);
    }
    clock.time += 60_000;
    const resumed = clock.time;
    const taken = [await one.take([small]), await one.take([small])];
    for (const units of taken) await one.space(units);
    expect(clock.time).toBe(resumed + 50 + 100 + 100);
  });

  it("prepares the next requests later while those that are ready wait for long", async () => {
    const shared = new SharedClock();
    const one = new RateLimit(10, { indexes: [], keyNames: ["id"] }, shared);
    const prepared: number[] = [];
    const prepare = async (): Promise<readonly number[]> => {
      const taken = await one.take([small]);
      prepared.push(shared.time);
      return taken;
    };
    const all = Promise.all(Array.from({ length: 8 }, prepare));
    await shared.runUntil(800);
    for (const taken of await all) void one.space(taken);
    // The last one waits until 1500.
    void prepare();
    await shared.runUntil(2000);
    expect(prepared).toEqual([100, 200, 300, 400, 500, 600, 700, 800, 1400]);
  });

  it("sends nothing at a rate of 0 until it is changed", async () => {
    const one = limit(10);
    const stopped = clock.time;
    one.changeTo(0);
    expect([one.isUsed, one.fullRequestUnits]).toEqual([false, 1]);
    clock.onSleep = () => {
      expect(one.isUsed).toBe(true);
      one.changeTo(20);
      clock.onSleep = () => undefined;
    };
    await one.take([small]);
    expect(clock.time).toBe(stopped + 60_000 + 50);
  });

  it("lets requests that wait follow a change of the rate", async () => {
    const shared = new SharedClock();
    const one = new RateLimit(10, { indexes: [], keyNames: ["id"] }, shared);
    const sent: number[] = [];
    for (let request = 0; request < 4; request++)
      void one
        .take([small, small])
        .then((taken) => one.space(taken))
        .then(() => sent.push(shared.time));
    await shared.runUntil(290);
    one.changeTo(100);
    await shared.runUntil(1000);
    // The second request had begun to wait for its own units.
    expect(sent).toEqual([200, 400, 420, 440]);
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

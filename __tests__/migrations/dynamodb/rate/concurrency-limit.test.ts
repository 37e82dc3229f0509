import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConcurrencyLimit } from "../../../../migrations/dynamodb/rate/concurrency-limit";

/** Lets everything that is ready happen. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** How many may be under way at present, where nobody is. */
async function room(limit: ConcurrencyLimit): Promise<number> {
  let taken = 0;
  const takers = Array.from({ length: 20 }, () => limit.take().then(() => void taken++));
  await settle();
  const found = taken;
  for (let released = 0; released < takers.length; released++) {
    limit.release();
    await settle();
  }
  await Promise.all(takers);
  return found;
}

describe("ConcurrencyLimit", () => {
  it("makes the next one wait where there is no room", async () => {
    const limit = new ConcurrencyLimit(1, () => 0);
    const taken: number[] = [];
    await limit.take();
    void limit.take().then(() => taken.push(2));
    await settle();
    expect(taken).toEqual([]);
    limit.release();
    await settle();
    expect(taken).toEqual([2]);
  });

  it("halves when the service throttles, once a wave, and never below one", async () => {
    let now = 0;
    const limit = new ConcurrencyLimit(8, () => now);
    const after = (ms: number) => {
      now += ms;
      limit.throttled();
      return room(limit);
    };
    expect([await after(0), await after(999), await after(1)]).toEqual([4, 4, 2]);
    expect([await after(1000), await after(1000)]).toEqual([1, 1]);
  });

  it("grows by about one a round, up to where it began", async () => {
    const limit = new ConcurrencyLimit(3, () => 0);
    limit.throttled();
    const after = (successes: number) => {
      Array.from({ length: successes }).forEach(() => limit.succeeded());
      return room(limit);
    };
    expect([await after(0), await after(1), await after(1), await after(50)]).toEqual([1, 2, 2, 3]);
  });

  it("never has more under way than allowed, and leaves nobody waiting", async () => {
    const step = fc.constantFrom("release", "throttled", "succeeded");
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.array(step), async (most, steps) => {
        let now = 0;
        const limit = new ConcurrencyLimit(most, () => (now += 400));
        let underWay = 0;
        let peak = 0;
        const takers = Array.from({ length: 30 }, () =>
          limit.take().then(() => (peak = Math.max(peak, ++underWay))),
        );
        const release = () => {
          if (underWay === 0) return;
          underWay--;
          limit.release();
        };
        for (const action of [...steps, ...Array.from({ length: 40 }, () => "release" as const)]) {
          await settle();
          if (action === "release") release();
          else limit[action]();
        }
        await Promise.all(takers);
        expect(peak).toBeLessThanOrEqual(most);
      }),
      { numRuns: 200 },
    );
  });
});

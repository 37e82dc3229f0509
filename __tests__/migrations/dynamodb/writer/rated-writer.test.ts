import { describe, expect, it } from "vitest";
import { RateLimit } from "../../../../migrations/dynamodb/rate/rate-limit";
import { SharedClock } from "../rate/clock";
import type { WireScript } from "./scripted-wire";
import { harness, writeAll, writes } from "./writer-harness";

/** Writes to a service at a rate. @returns when which requests were sent: milliseconds, and the number of items */
async function sent(unitsPerSecond: number, count: number, script: WireScript = {}) {
  const clock = new SharedClock();
  const rate = new RateLimit(unitsPerSecond, { indexes: [], keyNames: ["id"] }, clock);
  const { writer, wire } = harness(script, { rate });
  const put = wire.put.bind(wire);
  const requests: (readonly [ms: number, items: number])[] = [];
  wire.put = (puts) => {
    requests.push([clock.time, puts.length]);
    return put(puts);
  };
  const done = writeAll(writer, writes(count));
  await clock.runUntil(10_000);
  await done;
  return requests;
}

describe("a writer with a rate", () => {
  it("sends a tenth of a second's worth at a time, so that nothing comes as a burst", async () => {
    expect(await sent(50, 12)).toEqual([
      [100, 5],
      [200, 5],
      [300, 2],
    ]);
  });

  it("stays below its rate in every second as the last, smaller request has gone", async () => {
    const requests = await sent(50, 53);
    const busiest = requests.map(([start]) =>
      requests.filter(([ms]) => ms > start - 1000 && ms <= start).reduce((sum, [, items]) => sum + items, 0),
    );
    expect(Math.max(...busiest)).toBe(50);
  });

  it("sends one item at a time where the rate is less than that", async () => {
    expect(await sent(1, 2)).toEqual([
      [1000, 1],
      [2000, 1],
    ]);
  });

  it("fills its requests where the rate allows it", async () => {
    expect(await sent(10_000, 50)).toEqual([
      [2.5, 25],
      [5, 25],
    ]);
  });

  it("counts what is sent again", async () => {
    expect(await sent(10, 1, { meetings: ["leave-all"] })).toEqual([
      [100, 1],
      [200, 1],
    ]);
  });
});

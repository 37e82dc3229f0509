import { describe, expect, it } from "vitest";
import { RateLimit } from "../../../../migrations/dynamodb/rate/rate-limit";
import { harness, writeAll, writes } from "./writer-harness";

/** A limit on a clock that stands still, and the waits that it asked for. */
function rated(unitsPerSecond: number): { readonly rate: RateLimit; readonly waits: number[] } {
  const waits: number[] = [];
  const sleep = (ms: number): Promise<void> => Promise.resolve(void waits.push(ms));
  return {
    waits,
    rate: new RateLimit(unitsPerSecond, { indexes: [], keyNames: ["id"] }, { now: () => 0, sleep }),
  };
}

describe("a writer with a rate", () => {
  it("sends a tenth of a second's worth at a time, so that nothing comes as a burst", async () => {
    const { rate, waits } = rated(50);
    const { writer, wire } = harness({}, { rate });
    await writeAll(writer, writes(12));
    expect(wire.requests.map((ids) => ids.length)).toEqual([5, 5, 2]);
    expect(waits).toEqual([100, 200, 240]);
  });

  it("sends one item at a time where the rate is less than that", async () => {
    const { rate } = rated(1);
    const { writer, wire } = harness({}, { rate });
    await writeAll(writer, writes(2));
    expect(wire.requests.map((ids) => ids.length)).toEqual([1, 1]);
  });

  it("fills its requests where the rate allows it", async () => {
    const { rate } = rated(10_000);
    const { writer, wire } = harness({}, { rate });
    await writeAll(writer, writes(50));
    expect(wire.requests.map((ids) => ids.length)).toEqual([25, 25]);
  });

  it("counts what is sent again", async () => {
    const { rate, waits } = rated(10);
    const { writer } = harness({ meetings: ["leave-all"] }, { rate });
    await writeAll(writer, writes(1));
    expect(waits).toEqual([100, 200]);
  });
});

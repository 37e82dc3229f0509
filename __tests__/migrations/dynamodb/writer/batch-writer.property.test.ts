import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Meeting } from "./scripted-wire";
import { harness, writeAll, writes } from "./writer-harness";

const meeting = fc.constantFrom<Meeting>(
  "take",
  "take-one",
  "leave-all",
  "throttled",
  "transient",
  "lost-answer",
);
const schedule = fc.record({
  count: fc.integer({ min: 0, max: 120 }),
  meetings: fc.array(meeting, { maxLength: 60 }),
  most: fc.integer({ min: 1, max: 25 }),
  refused: fc.array(fc.nat({ max: 119 }), { maxLength: 6 }),
  batchSize: fc.integer({ min: 1, max: 25 }),
  concurrency: fc.integer({ min: 1, max: 6 }),
});

describe("whatever the service answers", () => {
  it("every write is settled exactly once, as the service holds it", async () => {
    await fc.assert(
      fc.asyncProperty(schedule, async ({ count, meetings, most, refused, batchSize, concurrency }) => {
        const wrong = new Set(refused.map(String));
        const { writer, wire, settled } = harness(
          { meetings, most, refused: wrong },
          { batchSize, concurrency, giveUpAfterMs: Infinity },
        );
        await writeAll(writer, writes(count));
        const ids = writes(count).map(({ sequence }) => String(sequence - 1));
        const kinds = new Map(settled);
        expect(settled.map(([id]) => id).toSorted()).toEqual(ids.toSorted());
        expect(ids.filter((id) => kinds.get(id) === "written").toSorted()).toEqual(
          [...wire.stored.keys()].toSorted(),
        );
        expect(ids.filter((id) => kinds.get(id) === "refused")).toEqual(ids.filter((id) => wrong.has(id)));
        expect(Math.max(0, ...wire.requests.map((request) => request.length))).toBeLessThanOrEqual(batchSize);
        expect(wire.mostInFlight).toBeLessThanOrEqual(concurrency);
      }),
      { numRuns: 500 },
    );
  });

  it("a writer that gives up has settled nothing twice and nothing that was not stored", async () => {
    await fc.assert(
      fc.asyncProperty(schedule, fc.integer({ min: 1, max: 200 }), async (plan, giveUpAfterMs) => {
        const { count, meetings, batchSize, concurrency } = plan;
        const { writer, wire, settled } = harness({ meetings }, { batchSize, concurrency, giveUpAfterMs });
        await writeAll(writer, writes(count)).catch((error: unknown) =>
          expect(error).toMatchObject({ code: "table-unreachable" }),
        );
        await writer.drain();
        expect(new Set(settled.map(([id]) => id)).size).toBe(settled.length);
        expect(settled.every(([id, kind]) => kind === "written" && wire.stored.has(id))).toBe(true);
        expect(wire.inFlight).toBe(0);
      }),
      { numRuns: 500 },
    );
  });
});

import { expect, it } from "vitest";
import { BatchWriter, type BatchWriterSettings } from "../../../../migrations/dynamodb/writer/batch-writer";
import type { Lookup, Put, PutResponse } from "../../../../migrations/dynamodb/writer/wire";
import { RateLimit } from "../../../../migrations/dynamodb/rate/rate-limit";
import { ScriptedWire, type WireScript } from "./scripted-wire";
import { writeAll, writes } from "./writer-harness";

/** Notes how many items each lookup is of, and whether each request comes with one. */
class LookingWire extends ScriptedWire {
  readonly lookups: number[] = [];
  readonly cameWith: boolean[] = [];
  failure: Error | undefined;

  look(puts: readonly Put[]): Promise<Lookup> {
    if (this.failure) return Promise.reject(this.failure);
    return Promise.resolve({ at: this.lookups.push(puts.length) });
  }

  override put(puts: readonly Put[], lookup?: Lookup): Promise<PutResponse> {
    this.cameWith.push(lookup !== undefined);
    return super.put(puts);
  }
}

const clock = { now: () => 0, random: () => 0.5, sleep: () => Promise.resolve() };

function looking(script: WireScript = {}, settings: Partial<BatchWriterSettings> = {}) {
  const wire = new LookingWire(script);
  const settled: string[] = [];
  const writer = new BatchWriter({
    ...{ wire, tableName: "users", ...clock, ...settings },
    onSettled: ({ item }) => settled.push(item["id"]?.S ?? ""),
  });
  return { wire, writer, settled };
}

const sizes = (requests: readonly string[][]) => requests.map((ids) => ids.length);

it("looks four batches up with one request", async () => {
  const { wire, writer, settled } = looking();
  await writeAll(writer, writes(210));
  expect(wire.lookups).toEqual([100, 100]);
  expect(sizes(wire.requests)).toEqual([25, 25, 25, 25, 25, 25, 25, 25, 10]);
  // A batch alone reads what it needs itself.
  expect(wire.cameWith.filter((one) => !one)).toHaveLength(1);
  expect(settled).toHaveLength(210);
});

it("looks up less than four batches of large items at a time", async () => {
  const { wire, writer } = looking();
  await writeAll(writer, writes(100, "x".repeat(30_000)));
  expect(wire.lookups).toEqual([50, 50]);
});

it("repeats a request without what was looked up before", async () => {
  const { wire, writer, settled } = looking({ meetings: ["throttled"] }, { concurrency: 1 });
  await writeAll(writer, writes(50));
  expect(wire.lookups).toEqual([50]);
  expect(wire.cameWith).toEqual([true, false, true]);
  expect(settled).toHaveLength(50);
});

it("sends no more than the requests in flight that are allowed", async () => {
  const { wire, writer } = looking({}, { concurrency: 2 });
  await writeAll(writer, writes(500));
  expect(wire.mostInFlight).toBe(2);
});

it("looks up no batches together at a limited rate, which may hold the last back for long", async () => {
  const rate = new RateLimit(1000, { indexes: [], keyNames: ["id"] }, clock);
  const { wire, writer } = looking({}, { rate });
  await writeAll(writer, writes(100));
  expect([wire.lookups, sizes(wire.requests)]).toEqual([[], [25, 25, 25, 25]]);
});

it("ends with what made a lookup fail", async () => {
  const { wire, writer, settled } = looking();
  wire.failure = new Error("cannot be read");
  await expect(writeAll(writer, writes(200))).rejects.toThrow("cannot be read");
  expect([wire.requests, settled]).toEqual([[], []]);
});

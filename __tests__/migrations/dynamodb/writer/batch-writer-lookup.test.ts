import { expect, it } from "vitest";
import { BatchWriter, type BatchWriterSettings } from "../../../../migrations/dynamodb/writer/batch-writer";
import type { Lookup, Put, PutResponse } from "../../../../migrations/dynamodb/writer/wire";
import { RateLimit } from "../../../../migrations/dynamodb/rate/rate-limit";
import { SharedClock } from "../rate/clock";
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
  const moving = new SharedClock();
  const rate = new RateLimit(1000, { indexes: [], keyNames: ["id"] }, moving);
  const { wire, writer } = looking({}, { rate });
  const done = writeAll(writer, writes(100));
  await moving.runUntil(1000);
  await done;
  const each = [25, 25, 25, 25];
  expect([wire.lookups, sizes(wire.requests)]).toEqual([each, each]);
});

it("ends with what made a lookup fail", async () => {
  const { wire, writer, settled } = looking();
  wire.failure = new Error("cannot be read");
  await expect(writeAll(writer, writes(200))).rejects.toThrow("cannot be read");
  expect([wire.requests, settled]).toEqual([[], []]);
});

/** Its lookups and requests take time on a clock that they move. */
class SlowWire extends LookingWire {
  time = 0;
  /** In the order in which they happen. */
  readonly events: string[] = [];

  constructor(private readonly putMs: number) {
    super();
  }

  readonly now = () => this.time;

  override async look(puts: readonly Put[]): Promise<Lookup> {
    this.lookups.push(puts.length);
    const at = this.time;
    this.events.push(`look ${this.lookups.length}`);
    await new Promise((resolve) => setImmediate(resolve));
    return { at };
  }

  override async put(puts: readonly Put[], lookup?: Lookup): Promise<PutResponse> {
    this.time += this.putMs;
    this.events.push("put");
    return super.put(puts, lookup);
  }
}

function segmented(wire: SlowWire, settings: Partial<BatchWriterSettings> = {}) {
  const settled: string[] = [];
  const writer = new BatchWriter({
    ...{ wire, tableName: "users", ...clock, now: wire.now },
    ...{ segmentItems: 5000, concurrency: 8, ...settings },
    onSettled: ({ item }) => settled.push(item["id"]?.S ?? ""),
  });
  return { writer, settled };
}

it("looks more and more batches up at once where a lookup costs a request, 5,000 items at most", async () => {
  const wire = new SlowWire(0.1);
  const { writer, settled } = segmented(wire);
  await writeAll(writer, writes(30_000));
  const whole = wire.lookups.slice(0, -1);
  expect([...new Set(whole)]).toEqual([25, 100, 400, 1600, 5000]);
  expect(wire.cameWith.every(Boolean)).toBe(true);
  expect(new Set(settled).size).toBe(30_000);
});

it("looks a segment up while the one before is sent, and no second one", async () => {
  const wire = new SlowWire(10);
  const { writer } = segmented(wire);
  await writeAll(writer, writes(2000));
  let batches = 0;
  for (const [index, items] of wire.lookups.entries()) {
    const before = wire.events.slice(0, wire.events.indexOf(`look ${index + 1}`));
    const sent = before.filter((event) => event === "put").length;
    const ofLast = (wire.lookups[index - 1] ?? 0) / 25;
    // Requests in flight do not count yet.
    expect(sent).toBeGreaterThanOrEqual(batches - ofLast - 8);
    if (index > 0) expect(sent).toBeLessThan(batches);
    batches += items / 25;
  }
});

it("looks so few up that none is too old to be used when it is sent", async () => {
  const wire = new SlowWire(20);
  const ages: number[] = [];
  const put = wire.put.bind(wire);
  wire.put = (puts, lookup) => {
    ages.push(wire.time - (lookup?.at ?? wire.time));
    return put(puts, lookup);
  };
  const { writer } = segmented(wire);
  await writeAll(writer, writes(20_000));
  expect(Math.max(...ages)).toBeLessThan(1000);
  expect(Math.max(...wire.lookups)).toBeGreaterThan(100);
  expect(Math.max(...wire.lookups)).toBeLessThan(1000);
});

it("looks up what a limited rate sends in a moment", async () => {
  let time = 0;
  const sleep = (ms: number) => {
    time += ms;
    return Promise.resolve();
  };
  const rate = new RateLimit(250, { indexes: [], keyNames: ["id"] }, { now: () => time, sleep });
  const wire = new LookingWire();
  const sizes: number[] = [];
  wire.look = (puts) => {
    sizes.push(puts.length);
    return Promise.resolve({ at: time });
  };
  const writer = new BatchWriter({
    ...{ wire, tableName: "users", now: () => time, random: () => 0.5, sleep, rate, segmentItems: 5000 },
    onSettled: () => {},
  });
  await writeAll(writer, writes(2000));
  expect(Math.max(...sizes)).toBeGreaterThan(25);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(150);
  expect(sizes.length).toBeLessThan(50);
});

it("settles nothing of a segment that cannot be looked up", async () => {
  const wire = new SlowWire(1);
  wire.look = () => Promise.reject(new Error("cannot be stored"));
  const { writer, settled } = segmented(wire);
  await expect(writeAll(writer, writes(2000))).rejects.toThrow("cannot be stored");
  expect([wire.requests, settled]).toEqual([[], []]);
});

import { afterEach, describe, expect, it } from "vitest";
import { initialControl } from "../../cutover/process/initial-control";
import { EntityCounters } from "../../cutover/counters/entity-counters";
import { lowerPercent, redGate } from "../../cutover/shadow/red-gate";
import type { Item } from "../../migrations/items/item";
import { note, noteMapping } from "./memory/note-mapping";
import { type TestCutover, testCutover } from "./memory/test-cutover";

let test: TestCutover | undefined;

afterEach(async () => {
  test?.script.heal();
  await test?.close();
  test = undefined;
});

/** A process in shadow, both of whose stores have a note. */
async function inShadow(
  text: string,
  settings: Parameters<typeof testCutover>[1] = {},
): Promise<TestCutover> {
  const one = await testCutover({ phase: "shadow", compareSample: 1, percent: 100 }, settings);
  await one.old.write("a", note("a", "right", "tag"));
  await one.tables.apply("a", noteMapping.itemsOf(note("a", text, "tag")), 1);
  test = one;
  return one;
}

const statsOf = ({ cutover }: TestCutover) => cutover.stats().get("notes")?.total;

describe("shadow comparison", () => {
  it("counts a record that is equal in both stores", async () => {
    const one = await inShadow("right");
    await one.notes.get("a");
    await one.clock.advance(1000);
    expect(statsOf(one)).toMatchObject({ compared: 1, differences: 0 });
  });

  it("counts a difference after two further readings, and names the attribute without its value", async () => {
    const one = await inShadow("wrong");
    one.script.requests.length = 0;
    await one.notes.get("a");
    await one.clock.advance(2000);
    expect(statsOf(one)).toMatchObject({ compared: 1, differences: 1 });
    expect(one.script.requests.filter((request) => request === "read old a")).toHaveLength(3);
    expect(one.events.find(({ kind }) => kind === "difference")).toMatchObject({
      ...{ entity: "notes", key: "a", message: "notes a: text differs" },
    });
  });

  it("shows values if it may", async () => {
    const one = await inShadow("wrong", { shadow: { showValues: true } });
    await one.notes.get("a");
    await one.clock.advance(2000);
    expect(one.events.find(({ kind }) => kind === "difference")?.message).toContain('"text":S"wrong"');
  });

  it("does not count a difference that is gone at the next reading", async () => {
    const one = await inShadow("wrong");
    await one.notes.get("a");
    await one.clock.advance(50);
    await one.tables.apply("a", noteMapping.itemsOf(note("a", "right", "tag")), 1);
    await one.clock.advance(2000);
    expect(statsOf(one)).toMatchObject({ compared: 1, differences: 0 });
  });

  it("decides nothing if the authority's record changes between the readings", async () => {
    const one = await inShadow("wrong");
    await one.notes.get("a");
    await one.clock.advance(50);
    await one.old.write("a", note("a", "newer", "tag"));
    await one.clock.advance(2000);
    expect(statsOf(one)).toMatchObject({ compared: 0, differences: 0 });
  });

  it("names items that are missing", async () => {
    const one = await inShadow("right");
    await one.tables.apply("a", noteMapping.itemsOf(note("a", "right")), 1);
    await one.notes.get("a");
    await one.clock.advance(2000);
    expect(one.events.find(({ kind }) => kind === "difference")?.message).toBe(
      "notes a: PK, SK differ; 1 item missing in the tables",
    );
  });

  it("counts a row that the mapping rejects as a difference", async () => {
    const one = await inShadow("right");
    await one.old.write("a", note("a", "unmappable"));
    await one.notes.get("a");
    await one.clock.advance(2000);
    expect(statsOf(one)).toMatchObject({ differences: 1 });
  });

  it("counts rows that do not map to the items that they were made of", async () => {
    const rowOf = (items: readonly Item[]) => ({ ...noteMapping.rowOf?.(items), text: "other" });
    const one = await testCutover(
      { phase: "shadow", compareSample: 1 },
      {},
      { mapping: { ...noteMapping, rowOf } },
    );
    test = one;
    await one.notes.put(note("a", "right"));
    await one.notes.get("a");
    await one.clock.advance(2000);
    expect(one.events.find(({ kind }) => kind === "difference")?.message).toBe(
      "notes a: toRow: text differs",
    );
  });

  it("counts no item that has expired", async () => {
    const expiring = {
      ...noteMapping,
      itemsOf: (row: Parameters<typeof noteMapping.itemsOf>[0]) =>
        noteMapping.itemsOf(row).map((item) => ({ ...item, ttl: { N: "1000" } })),
    };
    const one = await inShadow("right");
    await one.close();
    const other = await testCutover({ phase: "shadow", compareSample: 1 }, {}, { mapping: expiring });
    test = other;
    Object.assign(other.tables, { timeToLive: "ttl" });
    await other.old.write("a", note("a", "expired"));
    await other.notes.get("a");
    await other.clock.advance(2000);
    expect(statsOf(other)).toMatchObject({ compared: 1, differences: 0 });
  });

  it("drops comparisons above the queue's size, and counts them", async () => {
    const one = await inShadow("right", { shadow: { queueSize: 2 } });
    for (let read = 0; read < 5; read++) await one.notes.get("a");
    expect(statsOf(one)).toMatchObject({ dropped: 3 });
  });

  it("does not delay the read, and ends after its own time", async () => {
    const one = await inShadow("right");
    await one.change({ percent: 0 });
    const release = one.script.hold(/read new/);
    expect((await one.notes.get("a"))?.text).toBe("right");
    await one.clock.advance(2500);
    expect(one.events.find(({ kind }) => kind === "comparison-failed")?.message).toBe(
      "notes: a comparison failed: no response within 2000 ms",
    );
    release();
  });

  it("compares the keys of queries, apart from those written in the last 2 seconds", async () => {
    const one = await inShadow("right");
    await one.change({ percent: 0 });
    await one.notes.put(note("b", "just written"));
    const query = {
      old: () => Promise.resolve(["a", "b"]),
      new: () => Promise.resolve(["a"]),
      keysOf: (keys: readonly string[]) => keys,
    };
    expect(await one.notes.query(query)).toEqual(["a", "b"]);
    await one.clock.advance(500);
    expect(statsOf(one)).toMatchObject({ compared: 1, differences: 0 });
    await one.clock.advance(3000);
    await one.notes.query(query);
    await one.clock.advance(2000);
    expect(one.events.find(({ kind }) => kind === "difference")?.message).toBe(
      "notes: a query of the tables lacks 1 and adds 0 of 2 keys",
    );
  });
});

describe("a red gate", () => {
  it("lowers the read percentage by a step, and writes an event", async () => {
    const one = await inShadow("wrong");
    await one.notes.get("a");
    await one.clock.advance(11_000);
    expect(one.control.state.entities.get("notes")).toMatchObject({ percent: 50, phase: "shadow" });
    expect(one.control.state.events[0]).toMatchObject({
      ...{ by: "gate in test", change: "read percentage 100 → 50: 1 differences, more than 0" },
    });
    expect(one.events.map(({ kind }) => kind)).toContain("gate");
  });

  it("never changes the phase", async () => {
    const one = await inShadow("wrong");
    await one.change({ percent: 0 });
    await one.notes.get("a");
    await one.clock.advance(11_000);
    expect(one.control.state.entities.get("notes")).toMatchObject({
      percent: 0,
      phase: "shadow",
      revision: 2,
    });
  });

  it.each([
    [100, 50],
    [50, 25],
    [30, 25],
    [10, 5],
    [1, 0],
    [0.5, 0],
  ])("lowers %s %% to %s %%", (percent, lower) => {
    expect(lowerPercent(percent)).toBe(lower);
  });

  it("is judged by the limits: at the limit green, above it red", () => {
    const { gates } = initialControl("notes");
    const window = (calls: number, errors: number, latency = 1, differences = 0) => {
      const counters = new EntityCounters();
      for (let call = 0; call < calls; call++) counters.call("new", latency, call < errors);
      for (let count = 0; count < differences; count++) counters.count("differences");
      return counters.nextWindow();
    };
    const isRed = (...figures: Parameters<typeof window>) =>
      redGate(gates, window(...figures), 0) !== undefined;
    expect([isRed(1000, 1), isRed(1000, 2), isRed(10, 1), isRed(10, 2)]).toEqual([false, true, false, true]);
    expect([isRed(200, 0, 90), isRed(200, 0, 120), isRed(20, 0, 120)]).toEqual([false, true, false]);
    expect([isRed(10, 0, 1, 0), isRed(10, 0, 1, 1)]).toEqual([false, true]);
    expect([redGate(gates, window(0, 0), 60), redGate(gates, window(0, 0), 61)]).toEqual([
      undefined,
      "oldest ledger entry 61 s, more than 60 s",
    ]);
  });
});

describe("metrics", () => {
  it("are a line of CloudWatch embedded metrics per entity and 10 seconds", async () => {
    const one = await inShadow("right");
    await one.notes.get("a");
    await one.clock.advance(10_000);
    expect(one.lines).toHaveLength(1);
    expect(JSON.parse(one.lines[0] ?? "")).toMatchObject({
      _aws: {
        CloudWatchMetrics: [
          { Namespace: "cdktf-dynamodb/cutover", Dimensions: [["Control"], ["Control", "Entity"]] },
        ],
      },
      ...{ Control: "test-control", Entity: "notes", NewCalls: 2, OldCalls: 1, Compared: 1, Differences: 0 },
    });
  });
});

import { afterEach, describe, expect, it } from "vitest";
import { cutover } from "../../cutover/cutover";
import { CutoverError, FrozenError, StaleControlError } from "../../cutover/errors";
import { Lease } from "../../cutover/process/lease";
import { FakeClock, settled } from "./memory/fake-clock";
import { note } from "./memory/note-mapping";
import { type TestCutover, testCutover } from "./memory/test-cutover";

let test: TestCutover | undefined;

afterEach(async () => {
  test?.script.heal();
  await test?.close();
  test = undefined;
});

const freeze = { to: "new", by: "flip-1", maxMilliseconds: 2000 } as const;
const reportOf = ({ control }: TestCutover) => [...control.state.reports.values()][0];

describe("the start", () => {
  it("registers before it reads the control, and reports what it read", async () => {
    test = await testCutover();
    expect(test.script.requests).toEqual(["report", "read control", "report"]);
    expect(reportOf(test)?.entities[0]).toMatchObject({ revision: 1, writesInFlight: 0 });
  });

  it("is refused if the control cannot be read", async () => {
    const script = await testCutover();
    script.script.fail(/control|report/);
    const { control, ledger, clock, old, tables } = script;
    const mapping = { keyOf: () => "a", itemsOf: () => [], droppedColumns: [] };
    const settings = { control, ledger, clock, entities: { notes: { old, new: tables, mapping } } };
    await expect(cutover(settings)).rejects.toThrow("connection lost");
    script.script.heal();
    await script.close();
  });

  it("acts by the phase old without the control if it may, and by the control as soon as it can be read", async () => {
    const running = await testCutover({ phase: "dual" });
    running.script.fail(/control|report/);
    const { control, ledger, clock, old, tables } = running;
    const mapping = { keyOf: () => "a", itemsOf: () => [], droppedColumns: [] };
    const entities = { notes: { old, new: tables, mapping } };
    const process = await cutover({ control, ledger, clock, entities, startWithout: "old" });
    expect(process.stats().get("notes")?.phase).toBe("old");
    running.script.heal();
    await clock.advance(6000);
    expect(process.stats().get("notes")?.phase).toBe("dual");
    await process.close();
  });

  it("is refused if the control does not have the entity", async () => {
    const running = await testCutover();
    running.control.state.entities.clear();
    const { control, ledger, clock, old, tables } = running;
    const mapping = { keyOf: () => "a", itemsOf: () => [], droppedColumns: [] };
    const settings = { control, ledger, clock, entities: { notes: { old, new: tables, mapping } } };
    await expect(cutover(settings)).rejects.toThrow(CutoverError);
    await running.close();
  });
});

describe("the lease", () => {
  it("lets the process act by what it last read while the control cannot be reached", async () => {
    test = await testCutover();
    test.script.fail(/control|report/);
    await test.clock.advance(29_000);
    await test.notes.put(note("a", "text"));
    expect(test.events.some(({ kind }) => kind === "control-unreachable")).toBe(true);
  });

  it("refuses reads and writes once it is over", async () => {
    test = await testCutover();
    test.script.fail(/control|report/);
    await test.clock.advance(31_000);
    await expect(test.notes.put(note("a", "text"))).rejects.toThrow(StaleControlError);
    await expect(test.notes.get("a")).rejects.toThrow(/could not be read for 30 s.*retry/);
    expect(test.old.rows.size).toBe(0);
  });

  it("lets reads use the last known phase if the application asks for it", async () => {
    test = await testCutover({}, { staleReads: "serve" });
    test.script.fail(/control|report/);
    await test.clock.advance(31_000);
    expect(await test.notes.get("a")).toBeUndefined();
    await expect(test.notes.put(note("a", "text"))).rejects.toThrow(StaleControlError);
  });

  it("makes a process that did not run for longer poll inside the request, and write the new authority", async () => {
    test = await testCutover({ phase: "shadow" });
    const { control, clock, script } = test;
    const present = control.state.entities.get("notes");
    if (present) control.state.entities.set("notes", { ...present, phase: "new", epoch: 2, revision: 2 });
    clock.stall(31_000);
    script.requests.length = 0;
    await test.notes.put(note("a", "text"));
    expect(script.requests.slice(0, 4)).toEqual(["report", "read control", "report", "write ledger"]);
    expect(script.requests.indexOf("write new a")).toBeLessThan(script.requests.indexOf("write old a"));
  });

  it("is measured from the start of a poll", () => {
    const clock = new FakeClock();
    const lease = new Lease(clock, 30_000);
    clock.stall(10_000);
    lease.renew(0);
    clock.stall(19_999);
    expect(lease.isValid).toBe(true);
    clock.stall(1);
    expect(lease.isValid).toBe(false);
  });

  it("is not renewed by a poll that took more than half of it", () => {
    const clock = new FakeClock();
    const lease = new Lease(clock, 30_000);
    clock.stall(15_001);
    lease.renew(0);
    expect(lease.isValid).toBe(false);
  });
});

describe("a freeze", () => {
  it("lets writes wait until it ends", async () => {
    test = await testCutover();
    await test.change({ freeze: { ...freeze, maxMilliseconds: 60_000 } });
    let isDone = false;
    const put = test.notes.put(note("a", "text")).then(() => (isDone = true));
    await test.clock.advance(1000);
    expect([isDone, test.old.rows.size]).toEqual([false, 0]);
    await test.change({ freeze: undefined });
    await put;
    expect(test.old.rows.size).toBe(1);
  });

  it("makes writes throw a retryable error after 5 seconds", async () => {
    test = await testCutover();
    await test.change({ freeze: { ...freeze, maxMilliseconds: 60_000 } });
    const put = test.notes.put(note("a", "text")).catch((error: unknown) => error);
    await test.clock.advance(5001);
    const error = await put;
    expect(error).toBeInstanceOf(FrozenError);
    expect((error as FrozenError).isRetryable).toBe(true);
    expect(test.old.rows.size).toBe(0);
  });

  it("does not delay reads", async () => {
    test = await testCutover();
    await test.change({ freeze });
    expect(await test.notes.get("a")).toBeUndefined();
  });

  it("is lifted by a process that waits once it has lasted too long", async () => {
    test = await testCutover();
    await test.change({ freeze });
    const put = test.notes.put(note("a", "text"));
    await test.clock.advance(2500);
    await put;
    expect(test.control.state.entities.get("notes")).toMatchObject({ revision: 3 });
    expect(test.control.state.entities.get("notes")?.freeze).toBeUndefined();
    expect(test.events.map(({ kind }) => kind)).toContain("thaw");
  });

  it("is reported at once when the last write in flight has ended", async () => {
    test = await testCutover();
    const release = test.script.hold(/write old/);
    const put = test.notes.put(note("a", "text"));
    await settled();
    await test.change({ freeze: { ...freeze, maxMilliseconds: 60_000 }, pollMilliseconds: 60_000 });
    expect(reportOf(test)?.entities[0]).toMatchObject({ revision: 1, writesInFlight: 1 });
    release();
    await put;
    await settled();
    expect(reportOf(test)?.entities[0]).toMatchObject({ revision: 2, writesInFlight: 0 });
  });

  it("makes the process poll as often as the control says", async () => {
    test = await testCutover();
    await test.change({ pollMilliseconds: 100 });
    test.script.requests.length = 0;
    await test.clock.advance(1000);
    expect(
      test.script.requests.filter((request) => request === "read control").length,
    ).toBeGreaterThanOrEqual(9);
  });
});

describe("an announced flip whose command was killed", () => {
  it("makes the process poll fast for two leases at most", async () => {
    test = await testCutover();
    await test.change({ pollMilliseconds: 100 });
    await test.clock.advance(61_000);
    test.script.requests.length = 0;
    await test.clock.advance(10_000);
    expect(test.script.requests.filter((request) => request === "read control")).toHaveLength(2);
  });
});

describe("a report", () => {
  it("names the revision by which the oldest write in flight acts", async () => {
    test = await testCutover({ phase: "old" });
    const release = test.script.hold(/write old/);
    const put = test.notes.put(note("a", "text"));
    await test.change({ phase: "dual" });
    expect(reportOf(test)?.entities[0]).toMatchObject({ revision: 1, writesInFlight: 1 });
    release();
    await put;
    await test.clock.advance(6000);
    expect(reportOf(test)?.entities[0]).toMatchObject({ revision: 2, writesInFlight: 0 });
  });

  it("stays when the process closes while a copy is not complete", async () => {
    const closed = await testCutover();
    closed.script.fail(/write new/);
    await closed.notes.put(note("a", "text"));
    await closed.close();
    expect(reportOf(closed)?.entities[0]?.entity).toBe("notes");
  });

  it("is removed when the process closes", async () => {
    const closed = await testCutover();
    await closed.close();
    expect(closed.control.state.reports.size).toBe(0);
  });
});

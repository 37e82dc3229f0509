import { afterEach, describe, expect, it } from "vitest";
import { converge } from "../../cutover/converge";
import { cutover } from "../../cutover/cutover";
import { repairAll, repairLedger } from "../../cutover/steps/repair";
import { settled } from "./memory/fake-clock";
import { MemoryControl } from "./memory/memory-control";
import { MemoryLedger } from "./memory/memory-ledger";
import { MemoryNewStore } from "./memory/memory-new-store";
import { MemoryOldStore } from "./memory/memory-old-store";
import type { Network } from "./memory/network";
import { type Note, note, noteMapping } from "./memory/note-mapping";
import { type TestCutover, testCutover } from "./memory/test-cutover";

let test: TestCutover | undefined;
afterEach(async () => {
  test?.script.heal();
  await test?.close();
  test = undefined;
});

/** The texts in both stores. */
async function texts({ old, tables }: TestCutover, key = "a"): Promise<unknown[]> {
  const items = await new MemoryNewStore(tables.tables).read(key);
  const row = old.rows.get(key);
  return [row?.["text"], items.find((item) => item["SK"]?.S === "NOTE")?.["text"]?.S];
}

/** A second process with the stores, the ledger and the control of the first one, each by a network. */
function another({ old, tables, ledger, control, clock }: TestCutover, network: Network) {
  return cutover({
    control: new MemoryControl(control.state),
    ledger: new MemoryLedger(ledger.stored),
    entities: {
      notes: {
        old: new MemoryOldStore(old.rows, network),
        new: new MemoryNewStore(tables.tables, network),
        mapping: noteMapping,
      },
    },
    ...{ clock, label: "another", random: () => 0.5 },
  });
}

/** What `cutover repair` works with. */
function repairing({ old, tables, ledger, control, clock }: TestCutover) {
  return {
    ...{ old: new MemoryOldStore(old.rows), new: new MemoryNewStore(tables.tables), mapping: noteMapping },
    ...{ control: new MemoryControl(control.state), ledger: new MemoryLedger(ledger.stored), clock },
    ...{ entity: "notes", label: "repair" },
  };
}

const dual = ["write ledger", "write old", "read old", "read new", "write new", "read old", "write ledger"];
const flipped = [
  "write ledger",
  "read new",
  "write new",
  "read new",
  "write old",
  "read new",
  "write ledger",
];

describe("a process that ends", () => {
  it.each([
    ...dual.flatMap((request, index) => [
      ["dual", index, "before", request] as const,
      ["dual", index, "after", request] as const,
    ]),
    ...flipped.flatMap((request, index) => [
      ["new", index, "before", request] as const,
      ["new", index, "after", request] as const,
    ]),
  ])(
    "in phase %s, at request %i of a write, %s it is handled (%s), leaves a record that repair makes equal",
    async (phase, index, when) => {
      const running = await testCutover({ phase, epoch: 2 });
      running.old.rows.set("a", note("a", "before"));
      await new MemoryNewStore(running.tables.tables).apply("a", noteMapping.itemsOf(note("a", "before")), 1);
      let requests = 0;
      const ended = new Promise<never>(() => {});
      const ends: Network = (_request, handle) => {
        if (requests++ < index) return Promise.resolve().then(handle);
        if (requests === index + 1 && when === "after") handle();
        return ended;
      };
      const { ledger } = running;
      let isDead = false;
      const control: Network = (_request, handle) => (isDead ? ended : Promise.resolve().then(handle));
      const dying = await cutover({
        control: new MemoryControl(running.control.state, control),
        ledger: new MemoryLedger(ledger.stored, ends),
        entities: {
          notes: {
            old: new MemoryOldStore(running.old.rows, ends),
            new: new MemoryNewStore(running.tables.tables, ends),
            mapping: noteMapping,
          },
        },
        ...{ clock: running.clock, label: "dying", random: () => 0.5 },
      });
      void dying
        .entity<Note>("notes")
        .put(note("a", "after"))
        .catch(() => undefined);
      await settled();
      isDead = true;
      await running.close();
      const repair = repairLedger(repairing(running), (key) => key, 0);
      // It counts as ended once it has not reported for a lease.
      for (let round = 0; round < 5; round++) await running.clock.advance(10_000);
      await repair;
      const [old, tables] = await texts(running);
      expect([old, ledger.stored.size]).toEqual([tables, 0]);
    },
  );
});

describe("two processes that write one record", () => {
  it("leave both stores equal if one copies an earlier state after the other has written and copied", async () => {
    test = await testCutover();
    let release: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    const slow: Network = (request, handle) =>
      (request.startsWith("write new") ? gate : Promise.resolve()).then(handle);
    const other = await another(test, slow);
    const first = other.entity<Note>("notes").put(note("a", "1"));
    await settled();
    await test.notes.put(note("a", "2"));
    expect(await texts(test)).toEqual(["2", "2"]);
    release();
    await first;
    expect(await texts(test)).toEqual(["2", "2"]);
    await settled();
    expect(test.ledger.stored.size).toBe(0);
    await other.close();
  });

  it("keep the entry of a record that others change faster than it is copied, and the call returns", async () => {
    test = await testCutover();
    const { old } = test;
    let version = 0;
    const busy: Network = (request, handle) =>
      Promise.resolve().then(() => {
        if (request === "read old a" && version < 8) old.rows.set("a", note("a", `other ${++version}`));
        return handle();
      });
    const other = await another(test, busy);
    await other.entity<Note>("notes").put(note("a", "own"));
    expect([version, test.ledger.stored.size]).toEqual([4, 1]);
    await test.clock.advance(10_000);
    expect(await texts(test)).toEqual(["other 8", "other 8"]);
    expect(test.ledger.stored.size).toBe(0);
    await other.close();
  });
});

describe("a ledger that fails", () => {
  it("lets nothing be copied again if only the removal of an entry got no response, since the entry may be gone", async () => {
    test = await testCutover();
    const { ledger, script } = test;
    const remove = ledger.remove.bind(ledger);
    let removals = 0;
    ledger.remove = async (entry) => {
      await remove(entry);
      if (++removals === 1) throw new Error("no response");
    };
    await test.notes.put(note("a", "1"));
    await settled();
    script.requests.length = 0;
    await test.clock.advance(3000);
    expect([removals, script.requests.filter((request) => request.endsWith(" a"))]).toEqual([2, []]);
  });

  it("is told of a record that is copied again without an entry, before anything is copied", async () => {
    test = await testCutover();
    const { script, ledger } = test;
    script.fail(/write (ledger|new)/);
    await test.notes.put(note("a", "1"));
    script.heal();
    script.requests.length = 0;
    await test.clock.advance(3000);
    const writes = script.requests.filter((request) => request.startsWith("write"));
    expect([writes, ledger.stored.size]).toEqual([["write ledger", "write new a"], 1]);
  });
});

describe("a copy of all records", () => {
  it("leaves no item of a record that is deleted between its reading and its writing", async () => {
    test = await testCutover();
    test.old.rows.set("a", note("a", "1"));
    const settings = repairing(test);
    const apply = settings.new.apply.bind(settings.new);
    const { old } = test;
    settings.new.apply = (...parameters) => {
      old.rows.delete("a");
      return apply(...parameters);
    };
    const repair = repairAll(settings, { old: each("a"), new: each() });
    for (let round = 0; round < 20; round++) await test.clock.advance(1000);
    expect(await repair).toMatchObject({ records: 1, failed: 0, unsettled: 0 });
    expect(await texts(test)).toEqual([undefined, undefined]);
  });

  it("counts no item that has expired as a difference", async () => {
    test = await testCutover({ phase: "shadow" });
    const { clock } = test;
    test.old.rows.set("a", note("a", "1"));
    const expires = String(Math.floor(clock.wall().getTime() / 1000) - 1);
    const mapping = {
      ...noteMapping,
      itemsOf: (row: Parameters<typeof noteMapping.itemsOf>[0]) =>
        noteMapping.itemsOf(row).map((item) => ({ ...item, ttl: { N: expires } })),
    };
    const settings = { ...repairing(test), mapping };
    Object.assign(settings.new, { timeToLive: "ttl" });
    const repair = repairAll(settings, { old: each("a"), new: each() });
    for (let round = 0; round < 20; round++) await clock.advance(1000);
    expect(await repair).toMatchObject({ records: 1, differed: 0 });
  });
});

describe("a record that the mapping rejects", () => {
  it("keeps its entry after a native operation, and is read from the old store", async () => {
    test = await testCutover({ phase: "shadow", percent: 100 });
    await test.notes.put(note("a", "before"));
    const { old } = test;
    await test.notes.write("a", {
      old: () => old.write("a", note("a", "unmappable")),
      new: () => Promise.reject(new Error("not the authority")),
    });
    expect(await texts(test)).toEqual(["unmappable", "before"]);
    expect(test.ledger.stored.size).toBe(1);
    expect(test.events.map(({ kind }) => kind)).toContain("second-write-failed");
    expect((await test.notes.get("a"))?.text).toBe("unmappable");
  });
});

describe("a record whose key changes", () => {
  it("is moved in both stores by an operation that names both keys", async () => {
    test = await testCutover();
    await test.notes.put(note("a", "text"));
    const { old } = test;
    await test.notes.together(["a", "b"], {
      old: async () => {
        await old.delete("a");
        await old.write("b", note("b", "text"));
      },
      new: () => Promise.reject(new Error("not the authority")),
    });
    expect([await texts(test, "a"), await texts(test, "b")]).toEqual([
      [undefined, undefined],
      ["text", "text"],
    ]);
    await settled();
    expect(test.ledger.stored.size).toBe(0);
  });
});

describe("the time of day", () => {
  it("has no effect on a process: not on its lease, nor on a freeze", async () => {
    test = await testCutover();
    const wall = test.clock.wall.bind(test.clock);
    test.clock.wall = () => new Date(wall().getTime() - 3_600_000);
    await test.notes.put(note("a", "1"));
    await test.clock.advance(6000);
    test.clock.wall = () => new Date(wall().getTime() + 3_600_000);
    await test.change({ freeze: { to: "new", by: "flip-1", maxMilliseconds: 2000 } });
    const put = test.notes.put(note("a", "2"));
    await test.clock.advance(2500);
    await put;
    expect(await texts(test)).toEqual(["2", "2"]);
  });
});

describe("a request of an earlier epoch", () => {
  it("changes nothing that a later one has written", async () => {
    test = await testCutover({ phase: "new", epoch: 2 });
    await test.notes.put(note("a", "later"));
    const { old, tables } = test;
    const late = { key: "a", authority: "old", epoch: 1, old, new: tables, mapping: noteMapping } as const;
    old.rows.set("a", note("a", "earlier"));
    expect(await converge(late)).toBe("later-epoch");
    expect((await texts(test))[1]).toBe("later");
  });
});

async function* each(...keys: readonly string[]): AsyncGenerator<string> {
  await Promise.resolve();
  yield* keys;
}

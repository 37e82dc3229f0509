import { afterEach, describe, expect, it, vi } from "vitest";
import { MappingError } from "../../cutover/errors";
import { lateWriteMilliseconds } from "../../cutover/late-writes";
import type { RowObject } from "../../migrations/items/row";
import { settled } from "./memory/fake-clock";
import { MemoryNewStore } from "./memory/memory-new-store";
import { note, noteMapping } from "./memory/note-mapping";
import { type TestCutover, testCutover } from "./memory/test-cutover";

let test: TestCutover | undefined;

afterEach(async () => {
  test?.script.heal();
  await test?.close();
});

/** The texts in both stores. */
async function texts({ old, tables }: TestCutover, key = "a"): Promise<unknown[]> {
  const items = await tables.read(key);
  return [(await old.read(key))?.["text"], items.find((item) => item["SK"]?.S === "NOTE")?.["text"]?.S];
}

const refused = Object.assign(new Error("throttled"), { $metadata: { httpStatusCode: 400 } });

describe("writes of an entity", () => {
  it("write the old store only in the phase old", async () => {
    test = await testCutover({ phase: "old" });
    await test.notes.put(note("a", "text"));
    expect(await texts(test)).toEqual(["text", undefined]);
    expect(test.script.requests).not.toContain("write ledger");
  });

  it("write the old store, then the tables, between the entry and its removal in the phase dual", async () => {
    test = await testCutover();
    test.script.requests.length = 0;
    await test.notes.put(note("a", "text"));
    await settled();
    expect(test.script.requests).toEqual([
      ...["write ledger", "write old a", "read old a", "read new a", "write new a", "read old a"],
      "write ledger",
    ]);
    expect(await texts(test)).toEqual(["text", "text"]);
    expect(test.ledger.stored.size).toBe(0);
  });

  it("write the old store only in the phases of follow mode before the flip", async () => {
    test = await testCutover({ mode: "follow", phase: "shadow" });
    await test.notes.put(note("a", "text"));
    expect(await texts(test)).toEqual(["text", undefined]);
  });

  it("write the tables, then the old store, in the phase new", async () => {
    test = await testCutover({ phase: "new" });
    await test.notes.put(note("a", "text", "tag"));
    expect(await texts(test)).toEqual(["text", "text"]);
    expect(test.script.requests.findIndex((request) => request === "write new a")).toBeLessThan(
      test.script.requests.findIndex((request) => request === "write old a"),
    );
  });

  it("write the tables only in the phase new-only", async () => {
    test = await testCutover({ phase: "new-only" });
    await test.notes.put(note("a", "text"));
    expect(await texts(test)).toEqual([undefined, "text"]);
  });

  it.each(["new", "new-only"] as const)("map the row once in the phase %s", async (phase) => {
    const itemsOf = vi.fn((row: RowObject) => noteMapping.itemsOf(row));
    test = await testCutover({ phase }, {}, { mapping: { ...noteMapping, itemsOf } });
    await test.notes.put(note("a", "text"));
    expect(itemsOf).toHaveBeenCalledTimes(1);
  });

  it("start no timer in a phase without copies", async () => {
    test = await testCutover({ phase: "new-only" });
    const sleep = vi.spyOn(test.clock, "sleep");
    await test.notes.put(note("a", "text"));
    expect(sleep).not.toHaveBeenCalled();
  });

  it("delete the record in both stores", async () => {
    test = await testCutover();
    await test.notes.put(note("a", "text", "tag"));
    await test.notes.delete("a");
    expect(await texts(test)).toEqual([undefined, undefined]);
    expect(await test.tables.read("a")).toEqual([]);
  });

  it("delete the items that a changed record no longer has", async () => {
    test = await testCutover();
    await test.notes.put(note("a", "text", "before"));
    await test.notes.put(note("a", "text", "after"));
    expect((await test.tables.read("a")).map((item) => item["SK"]?.S)).toEqual(["NOTE", "TAG#after"]);
  });

  it("are refused before either store is changed if the mapping rejects the row", async () => {
    test = await testCutover();
    await expect(test.notes.put(note("a", "unmappable"))).rejects.toThrow(MappingError);
    expect(await texts(test)).toEqual([undefined, undefined]);
  });

  it("are not refused by the mapping in the phase old", async () => {
    test = await testCutover({ phase: "old" });
    await test.notes.put(note("a", "unmappable"));
    expect((await texts(test))[0]).toBe("unmappable");
  });

  it("run the authority's own operation once, and copy its outcome", async () => {
    test = await testCutover();
    const { old } = test;
    let runs = 0;
    const result = await test.notes.write("a", {
      old: async () => {
        runs++;
        await old.write("a", note("a", "native"));
        return 7;
      },
      new: () => Promise.reject(new Error("not the authority")),
    });
    expect([result, runs, await texts(test)]).toEqual([7, 1, ["native", "native"]]);
  });

  it("copy every record that one operation changes", async () => {
    test = await testCutover();
    const { old } = test;
    await test.cutover.together(
      [
        { entity: "notes", key: "a" },
        { entity: "notes", key: "b" },
      ],
      {
        old: async () => {
          await old.write("a", note("a", "together"));
          await old.write("b", note("b", "together"));
        },
        new: () => Promise.reject(new Error("not the authority")),
      },
    );
    expect([await texts(test, "a"), await texts(test, "b")]).toEqual([
      ["together", "together"],
      ["together", "together"],
    ]);
  });
});

describe("a failed second write", () => {
  it("is acknowledged, keeps its entry, and is repeated after a second", async () => {
    test = await testCutover();
    test.script.fail(/write new/, refused);
    await test.notes.put(note("a", "text"));
    expect([await texts(test), test.ledger.stored.size]).toEqual([["text", undefined], 1]);
    expect(test.events.map(({ kind }) => kind)).toContain("second-write-failed");
    test.script.heal();
    await test.clock.advance(2000);
    expect([await texts(test), test.ledger.stored.size]).toEqual([["text", "text"], 0]);
  });

  it("keeps its entry for 15 minutes if a request of it may still arrive", async () => {
    test = await testCutover();
    test.script.fail(/write new/);
    await test.notes.put(note("a", "text"));
    test.script.heal();
    await test.clock.advance(lateWriteMilliseconds - 60_000);
    expect([await texts(test), test.ledger.stored.size]).toEqual([["text", "text"], 1]);
    // The lost request arrives.
    await test.tables.apply("a", noteMapping.itemsOf(note("a", "stale")), 1);
    await test.clock.advance(120_000);
    expect([await texts(test), test.ledger.stored.size]).toEqual([["text", "text"], 0]);
  });

  it.each(["dual", "new"] as const)(
    "keeps its entry for 15 minutes if it was done by a second attempt, in the phase %s",
    async (phase) => {
      test = await testCutover({ phase, epoch: phase === "new" ? 2 : 1 });
      retryOnce();
      await test.notes.put(note("a", "text"));
      await test.clock.advance(lateWriteMilliseconds - 60_000);
      expect([await texts(test), test.ledger.stored.size]).toEqual([["text", "text"], 1]);
      await test.clock.advance(120_000);
      expect(test.ledger.stored.size).toBe(0);
      expect(test.events.map(({ kind }) => kind)).not.toContain("second-write-failed");
    },
  );

  it("keeps its entry for 15 minutes if a request of its repetition may still arrive", async () => {
    test = await testCutover();
    test.script.fail(/write new/, refused);
    await test.notes.put(note("a", "text"));
    test.script.heal();
    test.script.fail(/write new/);
    await test.clock.advance(1500);
    test.script.heal();
    await test.clock.advance(lateWriteMilliseconds - 60_000);
    expect([await texts(test), test.ledger.stored.size]).toEqual([["text", "text"], 1]);
  });

  it("does not delay the write for longer than 5 seconds", async () => {
    test = await testCutover();
    const release = test.script.hold(/write new/);
    let isDone = false;
    const put = test.notes.put(note("a", "text")).then(() => (isDone = true));
    await test.clock.advance(4999);
    expect(isDone).toBe(false);
    await test.clock.advance(2);
    expect(isDone).toBe(true);
    release();
    await put;
    await settled();
    expect(await texts(test)).toEqual(["text", "text"]);
  });

  it("makes reads of the key use the authority", async () => {
    test = await testCutover({ phase: "shadow", percent: 100 });
    await test.notes.put(note("a", "before"));
    test.script.fail(/write new/, refused);
    await test.notes.put(note("a", "after"));
    expect((await test.notes.get("a"))?.text).toBe("after");
  });

  it("in the phase new leaves the record in the tables, and is repeated", async () => {
    test = await testCutover({ phase: "new" });
    test.script.fail(/write old/, refused);
    await test.notes.put(note("a", "text"));
    expect(await texts(test)).toEqual([undefined, "text"]);
    test.script.heal();
    await test.clock.advance(2000);
    expect([await texts(test), test.ledger.stored.size]).toEqual([["text", "text"], 0]);
  });
});

describe("a failed write of the authority", () => {
  it("removes its entry if the store refused it", async () => {
    test = await testCutover();
    test.script.fail(/write old/, refused);
    await expect(test.notes.put(note("a", "text"))).rejects.toThrow("throttled");
    await settled();
    expect(test.ledger.stored.size).toBe(0);
  });

  it("keeps its entry, and is copied after 15 minutes, if the response was lost", async () => {
    test = await testCutover();
    test.script.fail(/write old/);
    await expect(test.notes.put(note("a", "text"))).rejects.toThrow("connection lost");
    test.script.heal();
    await test.clock.advance(lateWriteMilliseconds - 60_000);
    expect(test.ledger.stored.size).toBe(1);
    // The lost request arrives.
    await test.old.write("a", note("a", "text"));
    await test.clock.advance(120_000);
    expect([await texts(test), test.ledger.stored.size]).toEqual([["text", "text"], 0]);
  });

  it("counts as in flight for a lease if it has no entry", async () => {
    test = await testCutover({ phase: "old" });
    test.script.fail(/write old/);
    await expect(test.notes.put(note("a", "text"))).rejects.toThrow("connection lost");
    expect(test.cutover.stats().get("notes")?.writesInFlight).toBe(1);
    await test.clock.advance(31_000);
    expect(test.cutover.stats().get("notes")?.writesInFlight).toBe(0);
  });

  it("has an entry before it is copied in a later phase, if it was made in the phase old", async () => {
    test = await testCutover({ phase: "old" });
    test.script.fail(/write old/);
    await expect(test.notes.put(note("a", "text"))).rejects.toThrow("connection lost");
    test.script.heal();
    await test.change({ phase: "dual" });
    // The lost request arrives, and the copy of it gets no response.
    await test.old.write("a", note("a", "text"));
    test.script.fail(/write new/);
    await test.clock.advance(lateWriteMilliseconds);
    expect([await texts(test), test.ledger.stored.size]).toEqual([["text", undefined], 1]);
    test.script.heal();
    await test.clock.advance(lateWriteMilliseconds + 120_000);
    expect([await texts(test), test.ledger.stored.size]).toEqual([["text", "text"], 0]);
  });
});

describe("a failed ledger write", () => {
  it("lets the write through while the old store is the authority, and makes the entity unverified", async () => {
    test = await testCutover();
    test.script.fail(/write ledger/);
    await test.notes.put(note("a", "text"));
    await test.clock.advance(100);
    expect(await texts(test)).toEqual(["text", "text"]);
    expect(test.control.state.entities.get("notes")?.unverified?.reason).toBe(
      "the ledger (table test-ledger) could not be written",
    );
  });

  it("refuses the write while the tables are the authority", async () => {
    test = await testCutover({ phase: "new" });
    test.script.fail(/write ledger/);
    await expect(test.notes.put(note("a", "text"))).rejects.toThrow("connection lost");
    expect(await texts(test)).toEqual([undefined, undefined]);
  });
});

/** The next write of the tables is applied by its second attempt; the first one got no response. */
function retryOnce(): void {
  // oxlint-disable-next-line typescript/unbound-method -- it is called with the store
  const { apply } = MemoryNewStore.prototype;
  vi.spyOn(MemoryNewStore.prototype, "apply").mockImplementationOnce(async function (
    this: MemoryNewStore,
    ...args
  ) {
    await apply.apply(this, args);
    return "applied-again";
  });
}

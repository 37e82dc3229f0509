import { Readable } from "node:stream";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { EntityControl } from "../../../cutover/control/control";
import { StaleControlError } from "../../../cutover/errors";
import { type RecordKeys, repairAll, repairLedger, type RepairSettings } from "../../../cutover/steps/repair";
import { EntityNotInControlError } from "../../../cutover/steps/step";
import { processReport } from "../control/entity-control";
import { ledgerEntry } from "../ledger/ledger-contract";
import { MemoryNewStore } from "../memory/memory-new-store";
import { MemoryOldStore } from "../memory/memory-old-store";
import { note, noteMapping } from "../memory/note-mapping";
import { ledgerOf, MemoryLedger } from "../memory/memory-ledger";
import { Situation } from "./step-settings";

let situation: Situation;
afterEach(() => situation.end());

/** A repair of notes in the old store, whose tables are empty. */
function repairOf(
  changes: Partial<EntityControl>,
  texts: Readonly<Record<string, string>>,
  ledger?: MemoryLedger,
) {
  situation = new Situation(changes, ledger);
  const old = new MemoryOldStore(new Map(Object.entries(texts).map(([id, text]) => [id, note(id, text)])));
  const settings: RepairSettings = {
    ...situation.settings(),
    ...{ old, new: new MemoryNewStore(), mapping: noteMapping, label: "cutover repair by tester" },
  };
  const keys = () => keysOf(old.rows.keys());
  return { settings, keys, old };
}

/** Keys of the old store, and of the items of the tables. */
const keysOf = (old: Iterable<string>, tables: Iterable<string | undefined> = []): RecordKeys => ({
  old: Readable.from(old) as AsyncIterable<string>,
  new: (async function* () {
    await Promise.resolve();
    yield* tables;
  })(),
});

const left = async (): Promise<string[]> => {
  const found: string[] = [];
  for await (const { key, writer } of situation.ledger.entries("notes")) found.push(`${key} ${writer}`);
  return found;
};

describe("repair of all records", () => {
  it("says why items of another cutover stay as they are, and how to go on", async () => {
    const { settings, keys } = repairOf({ epoch: 1 }, { a: "1", b: "2" });
    await settings.new.apply("b", noteMapping.itemsOf(note("b", "of before")), 3);
    expect(await repairAll(settings, keys())).toMatchObject({
      ...{ records: 2, failed: 1, unsettled: 0 },
      failures: [
        "b: its items were written under a later epoch (the attribute _e) than 1, which the control has, and so by another cutover; return to the phase old, remove _e with cutover end --entity notes, and start again with cutover init",
      ],
    });
  });

  it("copies the tables to the old store while they are the authority, and deletes rows that they do not have", async () => {
    const { settings, old } = repairOf({ phase: "new", epoch: 2 }, { a: "1", b: "old", gone: "3" });
    for (const [id, text] of Object.entries({ a: "1", b: "2", added: "4" }))
      await settings.new.apply(id, noteMapping.itemsOf(note(id, text)), 2);
    const keys = keysOf(["a", "b", "gone"], ["a", "b", "added", "added"]);
    expect(await repairAll(settings, keys)).toMatchObject({
      records: 4,
      differed: 3,
      failed: 0,
      unsettled: 0,
    });
    expect(old.rows).toEqual(
      new Map([
        ["a", note("a", "1")],
        ["b", note("b", "2")],
        ["added", note("added", "4")],
      ]),
    );
  });

  it("copies what differs, and counts it", async () => {
    const { settings, keys } = repairOf({ phase: "dual" }, { a: "1", b: "2", c: "3" });
    await settings.new.apply("b", noteMapping.itemsOf(note("b", "2")), 1);
    expect(await repairAll(settings, keys())).toMatchObject({
      records: 3,
      differed: 2,
      failed: 0,
      unsettled: 0,
    });
    expect(await settings.new.read("c")).toEqual(noteMapping.itemsOf(note("c", "3")));
  });

  it("writes nothing in a dry run", async () => {
    const { settings, keys } = repairOf({ phase: "dual" }, { a: "1" });
    expect(await repairAll({ ...settings, dryRun: true }, keys())).toMatchObject({ records: 1, differed: 1 });
    expect(await settings.new.read("a")).toEqual([]);
  });

  it("continues after a record that cannot be mapped, and names it", async () => {
    const { settings, keys } = repairOf({ phase: "dual" }, { a: "unmappable", b: "2" });
    expect(await repairAll(settings, keys())).toMatchObject({
      ...{ records: 2, failed: 1, failures: ["a: note a: the text is rejected"] },
    });
    expect(await settings.new.read("b")).toHaveLength(1);
  });

  it("is registered as a process with a write in flight as long as it lasts", async () => {
    const { settings } = repairOf({ phase: "dual", revision: 5 }, { a: "1" });
    const seen: unknown[] = [];
    const keys = async function* () {
      for (const { label, entities } of await situation.control.reports())
        seen.push([label, entities[0]?.entity, entities[0]?.writesInFlight]);
      yield "a";
    };
    await repairAll(settings, { ...keysOf([]), old: keys() });
    expect([seen, await situation.control.reports()]).toEqual([
      [["cutover repair by tester", "notes", 1]],
      [],
    ]);
  });

  it("does not wait for its own next report", async () => {
    const { settings, keys } = repairOf({ phase: "dual" }, {});
    await repairAll(settings, keys());
    await repairLedger(settings, (key) => key);
    expect(situation.clock.now()).toBe(0);
  });

  it("stops before the next record if a flip starts meanwhile", async () => {
    const { settings } = repairOf({ phase: "shadow" }, { a: "1", b: "2" });
    const keys = async function* () {
      yield "a";
      const freeze = { to: "new", by: "x", maxMilliseconds: 2000 } as const;
      const next = { ...situation.control.only, revision: 2, freeze };
      await situation.control.change(next, { at: "", by: "x", change: "" });
      await situation.clock.sleep(6000);
      yield "b";
    };
    await expect(repairAll(settings, { ...keysOf([]), old: keys() })).rejects.toThrow(StaleControlError);
    expect(await settings.new.read("b")).toEqual([]);
  });

  it("deletes the items of a record that the old store does not have, once", async () => {
    const { settings } = repairOf({ phase: "dual" }, { a: "1" });
    for (const id of ["a", "gone"]) await settings.new.apply(id, noteMapping.itemsOf(note(id, "1")), 1);
    expect(await repairAll(settings, keysOf(["a"], ["gone", "a", "gone"]))).toMatchObject({
      ...{ records: 2, differed: 1, failed: 0, unknownItems: 0 },
    });
    expect([await settings.new.read("gone"), (await settings.new.read("a")).length]).toEqual([[], 1]);
    expect(await repairAll(settings, keysOf(["a"], ["a"]))).toMatchObject({ records: 1, differed: 0 });
  });

  it("asks the old store once for items of a record that follow each other", async () => {
    const { settings, old } = repairOf({ phase: "dual" }, { a: "1", b: "2" });
    const asked = vi.spyOn(old, "read");
    await repairAll(settings, keysOf([], ["a", "a", "a", "b", "b"]));
    expect(asked.mock.calls).toEqual([["a"], ["b"]]);
  });

  it("keeps the items of a record that was added after the old store's keys were listed", async () => {
    const { settings } = repairOf({ phase: "dual" }, { added: "1" });
    await settings.new.apply("added", noteMapping.itemsOf(note("added", "1")), 1);
    expect(await repairAll(settings, keysOf([], ["added"]))).toMatchObject({ records: 0, differed: 0 });
    expect(await settings.new.read("added")).toHaveLength(1);
  });

  it("counts items whose record is not known", async () => {
    const { settings } = repairOf({ phase: "dual" }, {});
    expect(await repairAll(settings, keysOf([], [undefined, undefined]))).toMatchObject({
      ...{ records: 0, differed: 0, unknownItems: 2 },
    });
  });

  it("counts no difference for a record whose second write is under way", async () => {
    const { settings, keys } = repairOf({ phase: "dual" }, { a: "1" });
    const read = settings.new.read.bind(settings.new);
    let readings = 0;
    settings.new.read = async (key) => {
      if (++readings === 2) await settings.new.apply("a", noteMapping.itemsOf(note("a", "1")), 1);
      return read(key);
    };
    expect(await repairAll(settings, keys())).toMatchObject({ records: 1, differed: 0, unsettled: 0 });
  });

  it("counts no difference for a record that the application keeps writing, and settles it", async () => {
    const { settings, keys, old } = repairOf({ phase: "dual" }, { a: "0" });
    let writes = 0;
    const read = settings.new.read.bind(settings.new);
    settings.new.read = (key) => {
      if (writes < 8) old.rows.set("a", note("a", String(++writes)));
      return read(key);
    };
    expect(await repairAll(settings, keys())).toMatchObject({ records: 1, differed: 0, unsettled: 0 });
    expect(await read("a")).toEqual(noteMapping.itemsOf(note("a", "8")));
  });

  it("counts a difference that nobody settles", async () => {
    const { settings, keys } = repairOf({ phase: "dual" }, { a: "1" });
    expect(await repairAll(settings, keys())).toMatchObject({ records: 1, differed: 1 });
  });

  it("compares nothing before every process acts by the present revision", async () => {
    const { settings, keys } = repairOf({ phase: "dual", revision: 5 }, { a: "1" });
    let beats = 0;
    let revision = 4;
    situation.control.reports = () => Promise.resolve([processReport("p1", ++beats, { revision })]);
    const repair = repairAll(settings, keys());
    await expect(repair).rejects.toThrow(
      /^not every process acts by revision 5 of notes: host p1 has not reported revision 5; nothing was compared/,
    );
    expect(await settings.new.read("a")).toEqual([]);
    revision = 5;
    expect(await repairAll(settings, keys())).toMatchObject({ records: 1, differed: 1 });
  });

  it.each([
    ["keeps", "no response", {}, 1],
    ["removes", "refused", { $metadata: { httpStatusCode: 400 } }, 0],
  ])("%s the mark of a record whose write was %s", async (_verb, message, cause, kept) => {
    const { settings, keys } = repairOf({ phase: "dual" }, { a: "1" });
    let marked: string[] = [];
    settings.new.apply = async () => {
      marked = await left();
      throw Object.assign(new Error(message), cause);
    };
    expect(await repairAll(settings, keys())).toMatchObject({ failed: 1 });
    expect(marked).toEqual([expect.stringMatching(/^a repair-/)]);
    expect(await left()).toHaveLength(kept);
  });

  it("removes the mark of a record that was settled", async () => {
    const { settings, keys } = repairOf({ phase: "dual" }, { a: "1" });
    expect(await repairAll(settings, keys())).toMatchObject({ differed: 1, failed: 0 });
    expect(await left()).toEqual([]);
  });

  it("refuses an entity that the control does not have", async () => {
    const { settings, keys } = repairOf({ phase: "dual" }, {});
    await expect(repairAll({ ...settings, entity: "tags" }, keys())).rejects.toThrow(EntityNotInControlError);
    expect(await situation.control.reports()).toEqual([]);
  });
});

describe("repair of the ledger's records", () => {
  const keyOf = (text: string): string => text;
  const old = (key: string, writer: string) => ({
    ...ledgerEntry(key, writer),
    at: "2026-11-25T00:00:00.000Z",
  });

  it("removes the old entries of writers that have ended, and keeps young ones", async () => {
    const ledger = new MemoryLedger(ledgerOf(ledgerEntry("a", "gone:1")));
    const { settings } = repairOf({ phase: "dual" }, { a: "1", b: "2" }, ledger);
    situation.clock.wall = () => new Date("2026-11-26T20:00:00.000Z");
    await ledger.add({ ...ledgerEntry("b", "gone:2"), at: "2026-11-26T19:40:00.001Z" });
    expect(await repairLedger(settings, keyOf)).toMatchObject({
      records: 2,
      differed: 2,
      removed: 1,
      kept: 1,
    });
    expect(await left()).toEqual(["b gone:2"]);
    situation.clock.wall = () => new Date("2026-11-26T20:00:00.001Z");
    expect(await repairLedger(settings, keyOf)).toMatchObject({
      records: 1,
      differed: 0,
      removed: 1,
      kept: 0,
    });
  });

  it("leaves the entries of live processes to them", async () => {
    const ledger = new MemoryLedger(ledgerOf(old("a", "p1:1"), old("a", "gone:1")));
    const { settings } = repairOf({ phase: "dual" }, { a: "1" }, ledger);
    situation.start({});
    await situation.clock.sleep(1);
    expect(await repairLedger(settings, keyOf)).toMatchObject({ records: 1, removed: 1, kept: 1 });
    expect(await left()).toEqual(["a p1:1"]);
  });

  it("keeps an old entry if its writer has reported lately, since it may have repeated the copy until it ended", async () => {
    const ledger = new MemoryLedger(ledgerOf(old("a", "gone:1")));
    const { settings } = repairOf({ phase: "dual" }, { a: "1" }, ledger);
    const at = "2026-11-26T19:40:00.001Z";
    await situation.control.report({ ...processReport("gone", 7, { revision: 1 }), at });
    situation.clock.wall = () => new Date("2026-11-26T20:00:00.000Z");
    expect(await repairLedger(settings, keyOf)).toMatchObject({ records: 1, removed: 0, kept: 1 });
    situation.clock.wall = () => new Date("2026-11-26T20:00:00.001Z");
    expect(await repairLedger(settings, keyOf)).toMatchObject({ records: 1, removed: 1, kept: 0 });
  });

  it("keeps the entry of a record that cannot be converged", async () => {
    const ledger = new MemoryLedger(ledgerOf(ledgerEntry("a", "gone:1")));
    const { settings } = repairOf({ phase: "dual" }, { a: "unmappable" }, ledger);
    expect(await repairLedger(settings, keyOf)).toMatchObject({ failed: 1, removed: 0, kept: 1 });
  });

  it("copies the tables to the old store while the tables are the authority", async () => {
    const ledger = new MemoryLedger(ledgerOf(old("a", "gone:1")));
    const { settings, old: store } = repairOf({ phase: "new", epoch: 2 }, { a: "before" }, ledger);
    await settings.new.apply("a", noteMapping.itemsOf(note("a", "after")), 2);
    expect(await repairLedger(settings, keyOf)).toMatchObject({ differed: 1, removed: 1 });
    expect(store.rows.get("a")).toEqual(note("a", "after"));
  });
});

import { afterEach, describe, expect, it } from "vitest";
import type { EntityControl } from "../../../cutover/control/control";
import { StaleControlError } from "../../../cutover/errors";
import { repairAll, repairLedger, type RepairSettings } from "../../../cutover/steps/repair";
import { EntityNotInControlError } from "../../../cutover/steps/step";
import { ledgerEntry } from "../ledger/ledger-contract";
import { MemoryNewStore } from "../memory/memory-new-store";
import { MemoryOldStore } from "../memory/memory-old-store";
import { note, noteMapping } from "../memory/note-mapping";
import { MemoryLedger } from "./memory-control";
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
  const keys = async function* () {
    await Promise.resolve();
    yield* old.rows.keys();
  };
  return { settings, keys, old };
}

const left = async (): Promise<string[]> => {
  const found: string[] = [];
  for await (const { key, writer } of situation.ledger.entries("notes")) found.push(`${key} ${writer}`);
  return found;
};

describe("repair of all records", () => {
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
    await repairAll(settings, keys());
    expect([seen, await situation.control.reports()]).toEqual([
      [["cutover repair by tester", "notes", 1]],
      [],
    ]);
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
    await expect(repairAll(settings, keys())).rejects.toThrow(StaleControlError);
    expect(await settings.new.read("b")).toEqual([]);
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
    const ledger = new MemoryLedger(ledgerEntry("a", "gone:1"));
    const { settings } = repairOf({ phase: "dual" }, { a: "1", b: "2" }, ledger);
    situation.clock.wall = () => new Date("2026-11-26T20:00:00.000Z");
    await ledger.add({ ...ledgerEntry("b", "gone:2"), at: "2026-11-26T19:45:00.001Z" });
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
    const ledger = new MemoryLedger(old("a", "p1:1"), old("a", "gone:1"));
    const { settings } = repairOf({ phase: "dual" }, { a: "1" }, ledger);
    situation.start({});
    await situation.clock.sleep(1);
    expect(await repairLedger(settings, keyOf)).toMatchObject({ records: 1, removed: 1, kept: 1 });
    expect(await left()).toEqual(["a p1:1"]);
  });

  it("keeps the entry of a record that cannot be converged", async () => {
    const ledger = new MemoryLedger(ledgerEntry("a", "gone:1"));
    const { settings } = repairOf({ phase: "dual" }, { a: "unmappable" }, ledger);
    expect(await repairLedger(settings, keyOf)).toMatchObject({ failed: 1, removed: 0, kept: 1 });
  });

  it("copies the tables to the old store while the tables are the authority", async () => {
    const ledger = new MemoryLedger(old("a", "gone:1"));
    const { settings, old: store } = repairOf({ phase: "new", epoch: 2 }, { a: "before" }, ledger);
    await settings.new.apply("a", noteMapping.itemsOf(note("a", "after")), 2);
    expect(await repairLedger(settings, keyOf)).toMatchObject({ differed: 1, removed: 1 });
    expect(store.rows.get("a")).toEqual(note("a", "after"));
  });
});

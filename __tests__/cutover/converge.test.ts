import { describe, expect, it } from "vitest";
import { converge, type Convergence } from "../../cutover/converge";
import { MappingError } from "../../cutover/errors";
import { sameItems } from "../../cutover/same-items";
import { MemoryNewStore } from "./memory/memory-new-store";
import { MemoryOldStore } from "./memory/memory-old-store";
import { note, noteMapping } from "./memory/note-mapping";

function stores(options: Partial<Convergence> = {}) {
  const old = new MemoryOldStore();
  const tables = new MemoryNewStore();
  return {
    old,
    new: tables,
    key: "a",
    epoch: 1,
    mapping: noteMapping,
    authority: "old" as const,
    ...options,
  };
}

describe("converge", () => {
  it("writes the items of the row to the tables, and deletes those that the row no longer has", async () => {
    const all = stores();
    await all.new.apply("a", noteMapping.itemsOf(note("a", "before", "x", "y")), 1);
    await all.old.write("a", note("a", "after", "y", "z"));
    expect(await converge(all)).toBe("equal");
    expect(sameItems(await all.new.read("a"), noteMapping.itemsOf(note("a", "after", "y", "z")))).toBe(true);
  });

  it("deletes the items of a row that does not exist", async () => {
    const all = stores();
    await all.new.apply("a", noteMapping.itemsOf(note("a", "before", "x")), 1);
    expect(await converge(all)).toBe("equal");
    expect(await all.new.read("a")).toEqual([]);
  });

  it("writes the row of the items to the old store while the tables are the authority", async () => {
    const all = stores();
    await all.new.apply("a", noteMapping.itemsOf(note("a", "text", "x")), 1);
    expect(await converge({ ...all, authority: "new" })).toBe("equal");
    expect(await all.old.read("a")).toEqual(note("a", "text", "x"));
  });

  it("deletes the row of a record that has no items", async () => {
    const all = stores();
    await all.old.write("a", note("a", "text"));
    expect(await converge({ ...all, authority: "new" })).toBe("equal");
    expect(await all.old.read("a")).toBeUndefined();
  });

  it("keeps the columns that the mapping drops", async () => {
    const all = stores();
    await all.old.write("a", { ...note("a", "before"), internal: 7 });
    await all.new.apply("a", noteMapping.itemsOf(note("a", "after")), 1);
    await converge({ ...all, authority: "new" });
    expect(await all.old.read("a")).toEqual({ ...note("a", "after"), internal: 7 });
  });

  it("does not write again for a row that differs only in what the mapping drops", async () => {
    const all = stores();
    await all.old.write("a", note("a", "text"));
    let reads = 0;
    const old = Object.assign(Object.create(all.old) as MemoryOldStore, {
      read: () => Promise.resolve({ ...note("a", "text"), seen: reads++ }),
    });
    expect(await converge({ ...all, old })).toBe("equal");
    expect(reads).toBe(2);
  });

  it("is unsettled after the third round in which the authority changed", async () => {
    const all = stores();
    let reads = 0;
    const old = Object.assign(Object.create(all.old) as MemoryOldStore, {
      read: () => Promise.resolve(note("a", `version ${reads++}`)),
    });
    expect(await converge({ ...all, old })).toBe("unsettled");
    expect(reads).toBe(4);
  });

  it("says so and changes nothing if a later epoch has written the items", async () => {
    const all = stores();
    await all.new.apply("a", noteMapping.itemsOf(note("a", "later")), 2);
    await all.old.write("a", note("a", "earlier"));
    expect(await converge(all)).toBe("later-epoch");
    expect((await all.new.read("a"))[0]).toMatchObject({ text: { S: "later" } });
  });

  it("throws for a row that the mapping rejects", async () => {
    const all = stores();
    await all.old.write("a", note("a", "unmappable"));
    await expect(converge(all)).rejects.toThrow(MappingError);
  });

  it("asks for `toRow` if the tables are the authority and the mapping has no rows", async () => {
    const all = stores({ mapping: { ...noteMapping, rowOf: undefined } });
    await all.new.apply("a", noteMapping.itemsOf(note("a", "text")), 1);
    await expect(converge({ ...all, authority: "new" })).rejects.toThrow(/give the entity a `toRow`/);
  });
});

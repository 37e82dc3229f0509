import { afterEach, describe, expect, it } from "vitest";
import type { EntityControl } from "../../cutover/control/control";
import { note, noteMapping } from "./memory/note-mapping";
import { type TestCutover, testCutover } from "./memory/test-cutover";

let test: TestCutover | undefined;

afterEach(async () => {
  test?.script.heal();
  await test?.close();
  test = undefined;
});

/** A process whose stores hold another text each, to tell where a read came from. */
async function process(
  control: Partial<EntityControl>,
  settings: Parameters<typeof testCutover>[1] = {},
): Promise<TestCutover> {
  const one = await testCutover(control, settings);
  await one.old.write("a", note("a", "from old"));
  await one.tables.apply("a", noteMapping.itemsOf(note("a", "from new")), 1);
  test = one;
  return one;
}

describe("reads of an entity", () => {
  it.each([
    [{ phase: "old" }, "from old"],
    [{ phase: "dual" }, "from old"],
    [{ phase: "follow", mode: "follow" }, "from old"],
    [{ phase: "shadow", percent: 0 }, "from old"],
    [{ phase: "shadow", percent: 100 }, "from new"],
    [{ phase: "shadow", percent: 0, allow: ["a"] }, "from new"],
    [{ phase: "shadow", percent: 100, deny: ["a"] }, "from old"],
    [{ phase: "new" }, "from new"],
    [{ phase: "new-only" }, "from new"],
  ] as const)("use the store of the phase: %j reads %s", async (control, text) => {
    const one = await process(control);
    expect((await one.notes.get("a"))?.text).toBe(text);
    expect(
      await one.notes.read("a", {
        old: () => Promise.resolve("from old"),
        new: () => Promise.resolve("from new"),
      }),
    ).toBe(text);
  });

  it("return nothing for a record that does not exist", async () => {
    const one = await process({ phase: "new" });
    expect(await one.notes.get("b")).toBeUndefined();
  });

  it("use the old store if the tables fail while it is the authority", async () => {
    const one = await process({ phase: "shadow", percent: 100 });
    one.script.fail(/read new/);
    expect((await one.notes.get("a"))?.text).toBe("from old");
    expect(one.events.map(({ kind }) => kind)).toContain("read-fallback");
    expect(one.cutover.stats().get("notes")?.total.new.errors).toBe(1);
  });

  it("throw the tables' error if they are the authority", async () => {
    const one = await process({ phase: "new" });
    one.script.fail(/read new/);
    await expect(one.notes.get("a")).rejects.toThrow("connection lost");
  });

  it("use the authority for a minute after a write if the application reads its own writes", async () => {
    const one = await process({ mode: "follow", phase: "shadow", percent: 100 }, { readYourWrites: true });
    await one.notes.put(note("a", "written"));
    expect((await one.notes.get("a"))?.text).toBe("written");
    await one.clock.advance(61_000);
    expect((await one.notes.get("a"))?.text).toBe("from new");
  });

  it("follow a percentage that is lowered", async () => {
    const one = await process({ phase: "shadow", percent: 100 });
    await one.change({ percent: 0 });
    expect((await one.notes.get("a"))?.text).toBe("from old");
  });

  it("of queries use the tables by the key that they name, and without one at 100 %", async () => {
    const one = await process({ phase: "shadow", percent: 50, allow: ["tester"] });
    const query = { old: () => Promise.resolve("old"), new: () => Promise.resolve("new") };
    expect(await one.notes.query({ ...query, by: "tester" })).toBe("new");
    expect(await one.notes.query(query)).toBe("old");
    await one.change({ percent: 100 });
    expect(await one.notes.query(query)).toBe("new");
  });

  it("of an entity that the settings do not have are refused, with those they have", async () => {
    const one = await process({});
    expect(() => one.cutover.entity("constructor")).toThrow(
      "entity constructor not found; the settings have notes",
    );
  });
});

import { describe, expect, it } from "vitest";
import type { Entity } from "../../../../migrations/definition/definition";
import { checkFirstRows } from "../../../../migrations/pipeline/read/first-rows";
import type { MappingFunction } from "../../../../migrations/mapping/mapping-function";
import type { RowValue } from "../../../../migrations/items/row";
import { shop } from "../shop";

/** Checks the shop's guests, whose items a function makes; their table's key is the text `id`. */
async function check(rows: readonly RowValue[] | undefined, item: MappingFunction, entities?: string[]) {
  const reader = await shop({ guests: rows && { rows } });
  const all = reader.definition.entities.map((entity): Entity =>
    entity.name === "guest" ? { ...entity, item } : entity,
  );
  return checkFirstRows({ ...reader, definition: { ...reader.definition, entities: all } }, entities);
}

describe("a function is refused", () => {
  it("that makes no item with the table's key of the first rows", async () => {
    await expect(check([{ n: 1 }, { n: 2 }], ({ n }) => ({ id: n }))).rejects.toThrow(
      'entities.guest.item: makes no item of the first rows that the table takes: id, the partition key, must be a string (S), got N "1"; convert it in item',
    );
  });

  it("that fails for all of them", async () => {
    const fails = () => {
      throw new Error("no such column");
    };
    await expect(check([{ n: 1 }], fails)).rejects.toThrow("the table takes: item fails: no such column");
  });
});

describe("a function is taken", () => {
  it.each<[string, RowValue[] | undefined, MappingFunction]>([
    ["that makes an item of some row", [{ n: 1 }, { n: 2 }], ({ n }) => ({ id: n === 1 ? 1 : "b" })],
    ["that leaves all of them out", [{ n: 1 }], () => null],
    ["whose rows are no rows", ["x"], () => ({ id: "a" })],
    ["without rows", [], () => ({})],
    ["whose source cannot be read, which is met later", undefined, () => ({})],
  ])("%s", async (_what, rows, item) => {
    await expect(check(rows, item)).resolves.toBeUndefined();
  });

  it("where its entity is not asked for", async () => {
    await expect(check([{ n: 1 }], () => ({}), ["user"])).resolves.toBeUndefined();
  });
});

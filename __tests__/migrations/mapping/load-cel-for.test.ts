import { expect, it } from "vitest";
import { loadCelFor } from "../../../migrations/mapping/expression";
import { MappingInput } from "../../../migrations/mapping/mapping-input";

const input = new MappingInput({ id: "a" }, { env: {}, entity: "" });

it.each(['item: { id: "${row.id}" }', String.raw`item: { id: "\x24{row.id}" }`])(
  "compiles the expressions of %s",
  async (text) => {
    const compile = await loadCelFor(text);
    expect(compile("row.id")(input)).toBe("a");
  },
);

it("refuses to compile for a file without expressions", async () => {
  const compile = await loadCelFor("price: $5, map: { a: 1 }");
  expect(() => compile("row.id")).toThrow("the file has no expressions, got row.id");
});

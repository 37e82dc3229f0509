import { beforeAll, describe, expect, it } from "vitest";
import { inCelTypes } from "../../../migrations/mapping/cel-values";
import { type Compile, loadCel } from "../../../migrations/mapping/expression";
import { MappingInput } from "../../../migrations/mapping/mapping-input";
import { maxCharacters, maxElements } from "../../../migrations/mapping/expression-budget";
import type { RowObject, RowValue } from "../../../migrations/items/row";

let compile: Compile;
beforeAll(async () => {
  compile = await loadCel();
});

function valueOf(source: string, row: RowObject): RowValue {
  return inCelTypes(compile(source)(new MappingInput(row, { env: {}, entity: "" })));
}

const list = Array.from({ length: 1000 }, (_, index) => index);
const text = "x".repeat(1024);

describe("an expression", () => {
  it(`may go through ${maxElements} elements, and no more`, () => {
    const nested = "row.l.map(a, row.m.exists(b, b < 0)).size()";
    expect(valueOf(nested, { l: list, m: list.slice(1) })).toBe(1000n);
    expect(() => valueOf(nested, { l: list, m: [...list.slice(1), 1] })).toThrow(
      `goes through more than ${maxElements} elements of lists; make the lists shorter`,
    );
  });

  it("counts its elements again for each row", () => {
    const expression = compile("row.l.map(a, row.l.all(b, b >= 0)).size()");
    const input = new MappingInput({ l: list.slice(1) }, { env: {}, entity: "" });
    expect([1, 2, 3].map(() => expression(input))).toEqual([999n, 999n, 999n]);
  });

  it.each([
    ["map", "row.l.map(a, row.l.map(b, row.l.map(c, c)))"],
    ["filter", "row.l.filter(a, row.l.filter(b, row.l.filter(c, c < 0).size() > 0).size() > 0)"],
    ["all", "row.l.all(a, row.l.all(b, row.l.all(c, c >= 0)))"],
    ["exists", "row.l.exists(a, row.l.exists(b, row.l.exists(c, c < 0)))"],
    ["exists_one", "row.l.exists_one(a, row.l.exists_one(b, row.l.exists_one(c, c < 0)))"],
    ["a list that is built", "[1, 2].map(i, {'a': row.l.map(a, row.l.map(b, row.l.map(c, c)))})"],
  ])("does not run for days with %s", (_what, source) => {
    expect(() => valueOf(source, { l: list })).toThrow("goes through more than");
  });

  it("matches a pattern in a time that grows with the text", () => {
    expect(valueOf("row.a.matches('(a+)+$')", { a: `${"a".repeat(5000)}b` })).toBe(false);
    expect(valueOf("matches(row.a, '^a+b$')", { a: "aab" })).toBe(true);
  });

  it.each(["(?=a)", "(a)\\\\1", "("])("refuses the pattern %s, which RE2 has not", (pattern) => {
    expect(() => valueOf(`row.a.matches('${pattern}')`, { a: "a" })).toThrow(
      "matches() takes a pattern in the syntax of RE2, which has no look-around and no back-references",
    );
  });

  it.each([
    ["pad", "pad(1, 409600).size()", 409600n],
    [
      "replace",
      `replace(row.k, 'x', row.k + row.k + row.k + row.k + row.k + row.k + row.k + row.k).size()`,
      8388608n,
    ],
  ])("takes %s to its limit", (_what, source, expected) => {
    expect(valueOf(source, { k: text })).toBe(expected);
  });

  it.each([
    ["pad", "pad(1, 409601)", "pad() takes a width of 1 to 409600, got number 409601"],
    ["replace", "replace(row.m, '', row.m)", `gives more than ${maxCharacters} characters`],
    ["join", "row.l.map(a, row.m).join()", `gives more than ${maxCharacters} characters`],
    ["map", "row.l.map(a, row.m + row.m)", `gives more than ${maxCharacters} characters`],
    [
      "+",
      `cel.bind(a, row.m + row.m, cel.bind(b, a + a, b + b + b + b + b))`,
      `gives more than ${maxCharacters}`,
    ],
  ])("rejects its row where %s would take all memory", (_what, source, message) => {
    expect(() => valueOf(source, { l: list, m: text.repeat(1000) })).toThrow(message);
  });
});

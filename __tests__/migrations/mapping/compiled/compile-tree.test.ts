import { beforeAll, describe, expect, it } from "vitest";
import { Decimal, type RowObject } from "../../../../migrations/items/row";
import { loadCelParser, type ParseCel } from "../../../../migrations/mapping/cel-expression";
import { compileTree } from "../../../../migrations/mapping/compiled/compile-tree";
import { undecided } from "../../../../migrations/mapping/compiled/evaluation";
import { type Compile, loadCel } from "../../../../migrations/mapping/expression";
import { compileItem } from "../../../../migrations/mapping/item-part";
import { MappingInput } from "../../../../migrations/mapping/mapping-input";

let compile: Compile;
let parse: ParseCel;
beforeAll(async () => {
  [compile, parse] = await Promise.all([loadCel(), loadCelParser()]);
});

const row: RowObject = {
  id: 42,
  score: 512.5,
  long: 2n ** 62n,
  email: "Ada@Example.COM",
  created_at: "2025-11-20T12:00:00Z",
  price: new Decimal("0.1234567890123456789"),
  date: new Date("2025-11-20T12:00:00Z"),
  tags: ["a", "b"],
  nothing: null,
  map: { a: 1, "b c": 2 },
  yes: true,
};

const context = { env: { STAGE: "dev" }, entity: "user" };

function compiledValue(source: string) {
  return compileTree(parse(source, true).tree)?.(new MappingInput(row, context).with("e", 3, true));
}

describe("a division by a zero of whole numbers", () => {
  it.each([
    "row.score / -(row.id - 42)",
    "row.score / (-row.id % 6)",
    "row.score / ((row.id - 42) / -5)",
    "row.score / ((row.id - 42) * -5)",
  ])("has no sign: %s", (source) => {
    expect(compile(source, true)(new MappingInput(row, context))).toBe(Infinity);
  });
});

describe("without CEL", () => {
  it.each<[string, unknown]>([
    ["row.id", 42],
    ['row["id"]', 42],
    ["row.map.a", 1],
    ['row.map["b c"]', 2],
    ["row.tags[1]", "b"],
    ["row.tags[row.map.a]", "b"],
    ["row.price", new Decimal("0.1234567890123456789")],
    ["env.STAGE", "dev"],
    ["entity", "user"],
    ["each + string(index)", "e3"],
    ["row.score > 500", true],
    ["row.score <= 512.5 && row.id >= 42.0", true],
    ["row.email == 'x' || row.id != 42", false],
    ["row.date != null", true],
    ["row.nothing == null ? 'none' : row.nothing", "none"],
    ["!row.yes", false],
    ["-row.id + 2 * 3 - row.id % 5", -38],
    ["row.id / 5", 8],
    ["row.long - 1", 2n ** 62n - 1n],
    ["row.score * 2", 1025],
    ["row.email + '!'", "Ada@Example.COM!"],
    ["row.nothing + 1", null],
    ["has(row.id) && !has(row.absent) && has(row.map.a)", true],
    ["size(row.tags) + row.map.size() + size('ä😀')", 6],
    ["row.email in ['x', 'Ada@Example.COM'] && row.id in [1, 42]", true],
    ["'a' in row.tags && 'a' in row.map", true],
    ["lower(row.email)", "ada@example.com"],
    ["row.email.lower().split('@')[1].startsWith('example')", true],
    ["epoch(row.created_at) + days(1)", 1763726400],
    ["epoch(row.nothing)", null],
    ["int('12') + int(1.5) + int(row.date)", 1763640013],
    ["string(row.price)", "0.1234567890123456789"],
    ["join([row.email, 'b'], '#')", "Ada@Example.COM#b"],
    ["json('{\"a\":[1.5]}').a[0]", 1.5],
    ["{'a': row.id, 'b': row.nothing}", { a: 42, b: null }],
    ["enum(row.id, {'42': 'yes'})", "yes"],
    ["coalesce(row.absent, row.nothing, row.id)", 42],
    ["row.absent.default('none')", "none"],
  ])("%s has its value", (source, value) => {
    expect(compiledValue(source)).toEqual(value);
  });

  it.each([
    ["a column that the row lacks", "row.absent"],
    ["a name that every object inherits", "row.toString"],
    ["types without overload", "row.id + row.email"],
    ["an overflow", "row.long + row.long"],
    ["whole numbers beyond 2^53", "row.id + 9007199254740991"],
    ["a division by zero", "row.id / 0"],
    ["a fraction that comes to a whole number", "string(row.score * 2)"],
    ["what is no condition", "row.id == 1 || row.email"],
    ["an index past the end", "row.tags[2]"],
  ])("%s has none", (_what, source) => {
    expect(compiledValue(source)).toBe(undecided);
  });

  it.each([
    "row.tags.map(a, a)",
    "{row.email: 1}",
    "{'toString': 1}",
    "timestamp(row.created_at)",
    "2.0",
    "cel.bind(a, 1, a)",
  ])("%s is not compiled", (source) => {
    expect(compileTree(parse(source, true).tree)).toBeUndefined();
  });
});

describe("a row", () => {
  it("is not converted to CEL's types if no expression needs them", () => {
    const unread = Object.defineProperty({ ...row }, "unread", {
      enumerable: true,
      get: () => {
        throw new Error("read");
      },
    });
    const item = { PK: "USER#${row.id}", email: "${lower(row.email)}", top: "${row.score > 500}" };
    const input = new MappingInput(unread, context);
    expect(compileItem({ item, omitNull: false }, compile, [])(input)).toEqual([
      { PK: "USER#42", email: "ada@example.com", top: true },
    ]);
    expect(() => input.scope).toThrow("read");
  });

  it("that lacks a column is not converted either if its attribute is omitted", () => {
    const unread = Object.defineProperty({}, "unread", {
      enumerable: true,
      get: () => {
        throw new Error("read");
      },
    });
    const omitting = compileItem({ item: { a: "${row.a}" }, omitNull: true }, compile, []);
    expect(omitting(new MappingInput(unread, context))).toEqual([{ a: undefined }]);
  });

  it("gives an element of forEach to functions with whole numbers as bigint, to expressions as it is", () => {
    const input = new MappingInput(row, context).with([1, 2.5], 0, true);
    expect(input.context.each).toEqual([1n, 2.5]);
    expect(input.each).toEqual([1, 2.5]);
  });
});

import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { canonicalItem } from "../../../migrations/items/canonical-item";
import { type Compile, loadCel } from "../../../migrations/mapping/expression";
import { marshal } from "../../../migrations/items/marshal";
import type { RowValue } from "../../../migrations/items/row";
import { type EntityRules, makeTransform, type Outcome } from "../../../migrations/mapping/transform";

let compile: Compile;
beforeAll(async () => {
  compile = await loadCel();
});

const table = { partitionKey: { name: "id", type: "S" as const }, indexes: [] };

/** What a row becomes with these rules, in a table whose key is the string `id`. */
function outcomeOf(row: RowValue, rules: Partial<EntityRules> = {}): Outcome {
  const entity = { name: "user", omitNull: false, ...rules };
  return makeTransform(entity, table, { STAGE: "dev" }, compile)(row)[0] as Outcome;
}

it.each<[string, object]>([
  ["is null", { createdAt: null }],
  ["is missing", {}],
])("the README's order gets no time to live if what it is counted from %s", (_how, columns) => {
  const item = { id: "ORDER#${row.id}", total: "${row.total}", ttl: "${int(row.createdAt) + 7776000}" };
  expect(outcomeOf({ id: 7, total: 1, ...columns }, { item, omitNull: true })).toMatchObject({
    kind: "item",
    item: { id: { S: "ORDER#7" }, total: { N: "1" } },
  });
});

describe("a row without item", () => {
  it("is taken as it is, with its size and key", () => {
    expect(outcomeOf({ id: "a", n: 1, none: null })).toMatchObject({
      kind: "item",
      item: { id: { S: "a" }, n: { N: "1" }, none: { NULL: true } },
      bytes: 11,
      key: '["Sa"]',
    });
  });

  it("leaves null out with omitNull", () => {
    expect(outcomeOf({ id: "a", none: null }, { omitNull: true })).toMatchObject({
      item: { id: { S: "a" } },
    });
  });

  it("has the same item as with an expression for every attribute", () => {
    const value = fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean());
    fc.assert(
      fc.property(fc.record({ id: fc.string({ minLength: 1 }), a: value, b: fc.array(value) }), (row) => {
        fc.pre([row.a, ...row.b].every((one) => typeof one !== "number" || isStorable(one)));
        const item = { id: "${row.id}", a: "${row.a}", b: "${row.b}" };
        const outcome = outcomeOf(row, { item });
        expect(outcome.kind === "item" && canonicalItem(outcome.item)).toBe(canonicalItem(marshal(row)));
      }),
      { numRuns: 1000 },
    );
  });

  function isStorable(number: number): boolean {
    return number === 0 || (Math.abs(number) > 1e-129 && Math.abs(number) < 1e125);
  }
});

describe("item", () => {
  it("keeps a lone expression's type and makes text of one within text", () => {
    const item = { id: "USR#${row.n}", n: "${row.n}", stage: "${env.STAGE}/${entity}", fixed: 5, on: true };
    expect(outcomeOf({ n: 7 }, { item })).toMatchObject({
      item: {
        id: { S: "USR#7" },
        n: { N: "7" },
        stage: { S: "dev/user" },
        fixed: { N: "5" },
        on: { BOOL: true },
      },
    });
  });

  it("builds lists and maps", () => {
    const item = { id: "a", list: ["${row.n}", "x"], map: { inner: "${row.n}", none: null } };
    expect(outcomeOf({ n: 7 }, { item })).toMatchObject({
      item: {
        list: { L: [{ N: "7" }, { S: "x" }] },
        map: { M: { inner: { N: "7" }, none: { NULL: true } } },
      },
    });
  });

  it("leaves out attributes that the row lacks or has as null, with omitNull", () => {
    const item = { id: "a", gone: "${row.gone}", none: "${row.none}", map: { gone: "${row.gone}" } };
    expect(outcomeOf({ none: null }, { item, omitNull: true })).toMatchObject({
      kind: "item",
      item: { id: { S: "a" }, map: { M: {} } },
    });
  });

  it.each([
    [
      "a column that the row lacks",
      { id: "a", b: "${row.gone}" },
      'b: ${row.gone}: the row has no "gone"; did you mean "none"? It has: n, none, list; omitNull: true omits the attribute',
    ],
    [
      "a column that the row lacks and a key attribute needs",
      { id: "${row.gone}" },
      'id: ${row.gone}: the row has no "gone"; did you mean "none"? It has: n, none, list; an item needs this key attribute: exclude the row with `where`',
    ],
    [
      "a column within a map that the row lacks",
      { id: "a", m: { b: ["${row.gone}"] } },
      'm.b[0]: ${row.gone}: the row has no "gone"; did you mean "none"? It has: n, none, list; omitNull: true omits the attribute',
    ],
    [
      "a list that is too short",
      { id: "${row.list[2]}" },
      "id: ${row.list[2]}: the row has an index out of bounds, index 2 >= size 1; an item needs this key attribute: exclude the row with `where`",
    ],
    ["an expression that fails", { id: "${row.n / 0}" }, "id: ${row.n / 0}: division by zero"],
    [
      "null within text",
      { id: "USR#${row.none}" },
      'id: "USR#${row.none}": ${row.none}: null cannot become text; give it a value, as in default(row.none, ""), or exclude the row with where',
    ],
    [
      "a list within text",
      { id: "USR#${row.list}" },
      'id: "USR#${row.list}": ${row.list}: a list or map cannot become text; toJson() makes text of it',
    ],
    ["a variable that is not set", { id: "${env.GONE}" }, "id: the environment variable GONE is not set"],
  ])("rejects a row for %s", (_what, item, message) => {
    expect(outcomeOf({ n: 7, none: null, list: [1] }, { item })).toEqual({
      kind: "rejected",
      rejection: { code: "expression-failed", message },
    });
  });

  it("rejects a row for a variable that is not set even with omitNull", () => {
    const item = { id: "a", stage: "${env.GONE}" };
    expect(outcomeOf({}, { item, omitNull: true })).toMatchObject({ kind: "rejected" });
  });
});

describe("where", () => {
  it.each<[string, RowValue, Outcome["kind"]]>([
    ["takes rows for which it is true", { id: "a", age: 18 }, "item"],
    ["leaves out rows for which it is false", { id: "a", age: 17.5 }, "left-out"],
    ["judges a row before its keys", { age: 3 }, "left-out"],
  ])("%s", (_what, row, kind) => {
    expect(outcomeOf(row, { where: "${row.age >= 18}" }).kind).toBe(kind);
  });

  it.each([
    ["a column that the row lacks", "${row.gone == 1}", "where: ${row.gone == 1}: No such key: gone"],
    ["what is neither true nor false", "${row.age}", "where: ${row.age} must be true or false, got 18"],
  ])("rejects a row for %s", (_what, where, message) => {
    expect(outcomeOf({ id: "a", age: 18 }, { where })).toEqual({
      kind: "rejected",
      rejection: { code: "expression-failed", message },
    });
  });
});

describe("a row", () => {
  it.each<[string, RowValue, string]>([
    ["null", null, "a row must be an object, got null null"],
    ["a text", "x", 'a row must be an object, got string "x"'],
    ["a list", [1], "a row must be an object, got list [1]"],
    ["a large number", 2n ** 64n, "a row must be an object, got number 18446744073709551616"],
  ])("that is %s is rejected", (_what, row, message) => {
    expect(outcomeOf(row)).toEqual({ kind: "rejected", rejection: { code: "not-an-object", message } });
  });

  it("of exactly 409,600 bytes is an item", () => {
    expect(outcomeOf({ id: "a", x: "x".repeat(409_600 - 4) })).toMatchObject({ bytes: 409_600 });
  });

  it("of one byte more is rejected", () => {
    expect(outcomeOf({ id: "a", x: "x".repeat(409_600 - 3) })).toEqual({
      kind: "rejected",
      rejection: {
        code: "oversize",
        message:
          "an item may have 409600 bytes, attribute names included; this one has 409601; oversize compresses attributes or puts them into S3",
      },
    });
  });

  it("without its key is rejected", () => {
    expect(outcomeOf({})).toMatchObject({ rejection: { code: "missing-key" } });
  });

  it.each([
    ["without item", {}],
    ["with item", { item: { id: "${row.id}", d: "${row.d}" } }],
  ])("of 20,000 levels is rejected, %s", (_what, rules) => {
    const deep = Array.from({ length: 20_000 }).reduce<RowValue>((inner) => [inner], "x");
    expect(outcomeOf({ id: "a", d: deep }, rules)).toMatchObject({ rejection: { code: "too-deep" } });
  });

  it("that meets a defect of the program is not rejected, but ends the run", () => {
    const faulty = Object.defineProperty({}, "id", {
      enumerable: true,
      get: () => {
        throw new TypeError("defect");
      },
    });
    expect(() => outcomeOf(faulty)).toThrow("defect");
  });
});

import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { canonicalItem } from "../../../migrations/items/canonical-item";
import type { RowObject, RowValue } from "../../../migrations/items/row";
import { type Compile, loadCel } from "../../../migrations/mapping/expression";
import { type EntityRules, makeTransform, type Outcome } from "../../../migrations/mapping/transform";

let compile: Compile;
beforeAll(async () => {
  compile = await loadCel();
});

const table = { partitionKey: { name: "id", type: "S" as const }, indexes: [] };

function outcomesOf(row: RowValue, rules: Partial<EntityRules>): readonly Outcome[] {
  const entity = { name: "user", omitNull: false, ...rules };
  return makeTransform(entity, table, { JSON: '{"b":2}' }, compile)(row);
}

/** The item, or why there is none. */
function itemOf(row: RowValue, rules: Partial<EntityRules>): unknown {
  const [outcome] = outcomesOf(row, rules);
  return outcome?.kind === "item" ? outcome.item : outcome?.kind === "rejected" && outcome.rejection.message;
}

const row: RowObject = { id: "a", n: 1, none: null, extra: { b: 2, n: 3 } };

describe("a spread", () => {
  it("takes all columns of a row", () => {
    expect(itemOf(row, { item: { "...": "${row}" } })).toEqual(itemOf(row, {}));
  });

  it("is overridden by the attributes that are listed, wherever they stand", () => {
    const expected = { id: { S: "U#a" }, n: { N: "2" }, none: { NULL: true } };
    expect(itemOf(row, { item: { id: "U#${row.id}", "...": "${row}", n: 2 } })).toMatchObject(expected);
    expect(itemOf(row, { item: { "...": "${row}", n: 2, id: "U#${row.id}" } })).toMatchObject(expected);
  });

  it("takes several maps, of which the last counts", () => {
    const item = { "...": ["${row}", "${row.extra}", "${row.none}"] };
    expect(itemOf(row, { item, omit: ["extra"] })).toEqual({
      id: { S: "a" },
      n: { N: "3" },
      none: { NULL: true },
      b: { N: "2" },
    });
  });

  it("is taken in a map of an item, too", () => {
    expect(itemOf(row, { item: { id: "x", m: { "...": "${row.extra}", n: "${row.n}" } } })).toEqual({
      id: { S: "x" },
      m: { M: { b: { N: "2" }, n: { N: "1" } } },
    });
  });

  it("takes an element of forEach", () => {
    const items = [{ omitNull: false, forEach: "${row.list}", item: { "...": "${each}", id: "${index}#x" } }];
    const [first, second] = outcomesOf({ list: [{ a: 1 }, { a: 2 }] }, { items });
    expect(first).toMatchObject({ item: { id: { S: "0#x" }, a: { N: "1" } } });
    expect(second).toMatchObject({ item: { id: { S: "1#x" }, a: { N: "2" } } });
  });

  it("keeps a column that has the name of a prototype", () => {
    const own = JSON.parse('{"id":"a","__proto__":"p","constructor":"c"}') as RowObject;
    const item = itemOf(own, { item: { "...": "${row}", n: 1 } }) as object;
    expect(Object.entries(item)).toEqual([...Object.entries(itemOf(own, {}) as object), ["n", { N: "1" }]]);
  });

  it.each<[string, RowValue, string]>([
    ["${row.n}", row, "... must be a map, got number"],
    ["${row.lacks}", row, '...: ${row.lacks}: the row has no "lacks"'],
    ["${json(env.JSON).b}", row, "... must be a map, got number"],
  ])("rejects %s", (spread, from, message) => {
    expect(itemOf(from, { item: { id: "a", "...": spread } })).toContain(message);
  });

  it("omits a map that the row lacks with omitNull", () => {
    expect(itemOf(row, { omitNull: true, item: { id: "a", "...": "${row.lacks}" } })).toEqual({
      id: { S: "a" },
    });
  });

  it("shows no values of a map from the environment", () => {
    const message = itemOf({}, { item: { "...": '${{"id": json(env.JSON).b}}' } });
    expect(message).toMatch(/^id, the partition key, must be a string \(S\), got N;/);
    const ofRow = itemOf({ b: 2 }, { item: { "...": '${{"id": row.b}}' } });
    expect([message, ofRow].map((one) => String(one).includes('"2"'))).toEqual([false, true]);
  });

  it("gives the item that lists every column of the row", () => {
    const value = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.array(fc.integer()),
      fc.constant(null),
    );
    const rows = fc.record({ id: fc.string({ minLength: 1 }), a: value, b: value });
    fc.assert(
      fc.property(rows, (one) => {
        const listed = outcomesOf(one, { item: { id: "${row.id}", b: "${row.b}" } })[0];
        const spread = outcomesOf(one, { item: { "...": "${row}" }, omit: ["a"] })[0];
        const omitted = outcomesOf(one, { omit: ["a"] })[0];
        const texts = [listed, spread, omitted].map((out) => out?.kind === "item" && canonicalItem(out.item));
        expect(new Set(texts).size).toBe(1);
      }),
      { numRuns: 300 },
    );
  });
});

describe("omitEmpty", () => {
  const empty: RowObject = {
    ...{
      id: "a",
      zero: 0,
      no: false,
      text: "",
      list: [],
      map: {},
      set: new Set<string>(),
      bytes: new Uint8Array(),
    },
    ...{ null: null, deep: { text: "", map: { list: [] }, none: null, kept: 1 }, members: ["", { a: "" }] },
  };
  const kept = { id: { S: "a" }, zero: { N: "0" }, no: { BOOL: false }, null: { NULL: true } };

  it("omits empty texts, lists, maps, sets and binaries, but no zero, false or null", () => {
    expect(itemOf(empty, { omitEmpty: true })).toEqual({
      ...kept,
      deep: {
        M: {
          ...{ text: { S: "" }, map: { M: { list: { L: [] } } } },
          ...{ none: { NULL: true }, kept: { N: "1" } },
        },
      },
      members: { L: [{ S: "" }, { M: { a: { S: "" } } }] },
    });
  });

  it("omits such members of maps with deep, and maps that become empty, but no members of lists", () => {
    expect(itemOf(empty, { omitEmpty: "deep" })).toEqual({
      ...kept,
      deep: { M: { none: { NULL: true }, kept: { N: "1" } } },
      members: { L: [{ S: "" }, { M: {} }] },
    });
  });

  it("omits maps that hold nothing but nulls if omitNull is deep, too", () => {
    const rules = { omitEmpty: "deep", omitNull: "deep" } as const;
    expect(itemOf({ id: "a", map: { x: null, y: { z: "" } } }, rules)).toEqual({ id: { S: "a" } });
  });

  it("applies to one of several items", () => {
    const items = [
      { omitNull: false, item: { id: "a", text: "${row.text}" } },
      { omitNull: false, omitEmpty: true, item: { id: "b", text: "${row.text}" } },
    ];
    expect(outcomesOf({ text: "" }, { items })).toMatchObject([
      { item: { id: { S: "a" }, text: { S: "" } } },
      { item: { id: { S: "b" } } },
    ]);
    expect(outcomesOf({ text: "" }, { items })[1]).not.toHaveProperty("item.text");
  });

  it("rejects a row whose key is empty", () => {
    expect(itemOf({ id: "" }, { omitEmpty: true })).toContain("id");
  });

  it("applies to the items of a function", () => {
    expect(itemOf({}, { omitEmpty: true, item: () => ({ id: "a", text: "" }) })).toEqual({ id: { S: "a" } });
  });
});

import { beforeAll, describe, expect, it } from "vitest";
import { type Compile, loadCel } from "../../../migrations/mapping/expression";
import type { RowValue } from "../../../migrations/items/row";
import type { ItemPart } from "../../../migrations/mapping/item-part";
import { type EntityRules, makeTransform, type Outcome } from "../../../migrations/mapping/transform";

let compile: Compile;
beforeAll(async () => {
  compile = await loadCel();
});

const table = {
  partitionKey: { name: "pk", type: "S" as const },
  sortKey: { name: "sk", type: "S" as const },
  indexes: [],
};

function outcomesOf(row: RowValue, rules: Partial<EntityRules>): readonly Outcome[] {
  return makeTransform({ name: "problem", omitNull: false, ...rules }, table, { STAGE: "dev" }, compile)(row);
}

/** The items alone, without their sizes and keys. */
function itemsOf(row: RowValue, rules: Partial<EntityRules>): unknown[] {
  return outcomesOf(row, rules).map((outcome) => (outcome.kind === "item" ? outcome.item : outcome));
}

const items: readonly ItemPart[] = [
  { omitNull: false, item: { pk: "P#${row.id}", sk: "META" } },
  {
    omitNull: true,
    forEach: "${json(row.cases)}",
    where: "${each.hidden != true}",
    item: {
      pk: "P#${row.id}",
      sk: "TC#${pad(index, 3)}",
      input: "${each.input}",
      of: "${row.id}",
      none: "${each.none}",
    },
  },
];

describe("a row with several items", () => {
  it("becomes all of them, in order, the elements counted from 0", () => {
    const cases =
      '[{"input":1,"hidden":false},{"input":2,"hidden":true},{"input":12345678901234567890,"hidden":false}]';
    expect(itemsOf({ id: 7, cases }, { items })).toEqual([
      { pk: { S: "P#7" }, sk: { S: "META" } },
      { pk: { S: "P#7" }, sk: { S: "TC#000" }, input: { N: "1" }, of: { N: "7" } },
      { pk: { S: "P#7" }, sk: { S: "TC#002" }, input: { N: "12345678901234567890" }, of: { N: "7" } },
    ]);
  });

  it("has no items for a list that is null or empty", () => {
    expect(itemsOf({ id: 7, cases: null }, { items })).toHaveLength(1);
    expect(itemsOf({ id: 7, cases: "[]" }, { items })).toHaveLength(1);
  });

  it("has no items at all where its own where is false", () => {
    expect(itemsOf({ id: 7, cases: "[]" }, { items, where: "${row.id > 7}" })).toEqual([
      { kind: "left-out" },
    ]);
  });

  it("is left out where all of its items are", () => {
    const none = [{ omitNull: false, where: "${row.id > 7}", item: { pk: "a", sk: "b" } }];
    expect(itemsOf({ id: 7 }, { items: none })).toEqual([{ kind: "left-out" }]);
  });

  it("takes the members of a set one by one", () => {
    const each = [{ omitNull: false, forEach: "${row.tags}", item: { pk: "T", sk: "${each}" } }];
    expect(itemsOf({ tags: new Set(["a", "b"]) }, { items: each })).toEqual([
      { pk: { S: "T" }, sk: { S: "a" } },
      { pk: { S: "T" }, sk: { S: "b" } },
    ]);
  });

  it("keeps the items that are good beside one that is not", () => {
    const cases = '[{"input":1,"hidden":0},{"hidden":0}]';
    const strict = [
      items[0]!,
      { ...items[1]!, omitNull: false, item: { pk: "P", sk: "T${index}", input: "${each.input}" } },
    ];
    expect(itemsOf({ id: 7, cases }, { items: strict })).toMatchObject([
      { sk: { S: "META" } },
      { sk: { S: "T0" } },
      {
        rejection: {
          code: "expression-failed",
          message: 'input: ${each.input}: the row has no "input"; omitNull: true omits the attribute',
        },
      },
    ]);
  });

  it.each<[string, RowValue, string]>([
    ["what is no list", 5, "forEach: ${row.cases} must be a list, got number 5"],
    ["what it lacks", undefined, "forEach: ${row.cases}: No such key: cases"],
  ])("is rejected in part for a forEach of %s", (_what, cases, message) => {
    const each = [items[0]!, { ...items[1]!, forEach: "${row.cases}" }];
    const row = cases === undefined ? { id: 7 } : { id: 7, cases };
    expect(itemsOf(row, { items: each })).toMatchObject([
      { sk: { S: "META" } },
      { kind: "rejected", rejection: { code: "expression-failed", message } },
    ]);
  });
});

describe("a function", () => {
  it("maps the row with what else it is given", () => {
    const rules: Partial<EntityRules> = {
      item: (row, { env, entity }) => ({ pk: `${entity}#${row["id"] as number}`, sk: env["STAGE"] }),
    };
    expect(itemsOf({ id: 7 }, rules)).toEqual([{ pk: { S: "problem#7" }, sk: { S: "dev" } }]);
  });

  it("gives several items, or none", () => {
    const item: EntityRules["item"] = (row) => (row["tags"] as string[]).map((sk) => ({ pk: "T", sk }));
    expect(itemsOf({ tags: ["a", "b"] }, { item })).toHaveLength(2);
    expect(itemsOf({ tags: [] }, { item })).toEqual([{ kind: "left-out" }]);
    expect(itemsOf({}, { item: () => null })).toEqual([{ kind: "left-out" }]);
    expect(itemsOf({}, { item: () => undefined })).toEqual([{ kind: "left-out" }]);
  });

  it("leaves rows out", () => {
    expect(itemsOf({ pk: "a", sk: "b" }, { where: (row) => row["pk"] === "b" })).toEqual([
      { kind: "left-out" },
    ]);
  });

  it("is given an element and its place, and can give the list", () => {
    const rules = [
      {
        omitNull: false,
        forEach: () => ["x", "y"],
        item: (_row: unknown, { each, index }: { each?: RowValue; index?: number }) => ({
          pk: each,
          sk: `${index}`,
        }),
      },
    ];
    expect(itemsOf({}, { items: rules })).toEqual([
      { pk: { S: "x" }, sk: { S: "0" } },
      { pk: { S: "y" }, sk: { S: "1" } },
    ]);
  });

  it.each<[string, Partial<EntityRules>, string]>([
    [
      "throws",
      {
        item: () => {
          throw new Error("no such thing");
        },
      },
      "item fails: no such thing",
    ],
    [
      "gives a promise",
      { item: () => Promise.resolve({}) },
      "item gives a promise; it must not be async, nor return what is",
    ],
    ["gives no item", { item: () => [5] }, "item must give an item, a list of items or null, got number"],
    ["cannot decide", { where: () => "yes" }, 'where must be true or false, got "yes"'],
    [
      "gives no list",
      { items: [{ omitNull: false, forEach: () => "x", item: {} }] },
      'forEach must be a list, got string "x"',
    ],
  ])("that %s rejects the row", (_what, rules, message) => {
    expect(itemsOf({ pk: "a", sk: "b" }, rules)).toEqual([
      { kind: "rejected", rejection: { code: "mapping-failed", message } },
    ]);
  });
});

describe("the time to live", () => {
  function outcome(ttl: RowValue): Outcome | undefined {
    const expiring = { ...table, ttlAttribute: "ttl" };
    return makeTransform({ name: "a", omitNull: false }, expiring, {}, compile)({ pk: "a", sk: "b", ttl })[0];
  }

  it.each<[string, RowValue]>([
    ["seconds", 1763640000],
    ["null", null],
    ["nothing", undefined],
  ])("may be %s", (_what, ttl) => {
    expect(outcome(ttl)?.kind).toBe("item");
  });

  it.each<[string, RowValue, string]>([
    [
      "text",
      "2025-11-20",
      'must be a number of seconds (N), got S "2025-11-20"; epoch() makes one of a date',
    ],
    ["a list", [1], "must be a number of seconds (N), got L; epoch() makes one of a date"],
    [
      "milliseconds",
      1763640000000,
      "must be in seconds, but 1763640000000 is in milliseconds; divide it by 1000",
    ],
  ])("is rejected as %s", (_what, ttl, message) => {
    expect(outcome(ttl)).toEqual({
      kind: "rejected",
      rejection: {
        code: "wrong-time-to-live",
        message: `ttl, by which the table's items expire, ${message}`,
      },
    });
  });
});

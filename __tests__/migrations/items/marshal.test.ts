import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { marshal } from "../../../migrations/items/marshal";
import type { RejectedError } from "../../../migrations/items/rejection";
import { Decimal, type RowValue } from "../../../migrations/items/row";

/** The rejection that a value meets as attribute `a`. */
function rejectionOf(value: RowValue): unknown {
  try {
    return marshal({ a: value });
  } catch (error) {
    return (error as RejectedError).rejection;
  }
}

/** A value inside that many lists. */
function nested(depth: number, inner: RowValue): RowValue {
  return Array.from({ length: depth }).reduce<RowValue>((value) => [value], inner);
}

describe("marshal", () => {
  it.each<[string, RowValue, object]>([
    ["a string", "x", { S: "x" }],
    ["an empty string", "", { S: "" }],
    ["a string of any planes", "é😀\u0000", { S: "é😀\u0000" }],
    ["a number", 1.5, { N: "1.5" }],
    ["minus zero", -0, { N: "0" }],
    ["a tiny number", 1e-7, { N: "1e-7" }],
    ["a bigint", 9007199254740993n, { N: "9007199254740993" }],
    ["a decimal", new Decimal("0.1234567890123456789"), { N: "0.1234567890123456789" }],
    ["a boolean", false, { BOOL: false }],
    ["null", null, { NULL: true }],
    ["binary", new Uint8Array([1, 2]), { B: new Uint8Array([1, 2]) }],
    ["a date", new Date(0), { S: "1970-01-01T00:00:00.000Z" }],
    ["an empty list", [], { L: [] }],
    ["a list with a gap", ["x", undefined], { L: [{ S: "x" }, { NULL: true }] }],
    ["a map", { b: 1, c: undefined }, { M: { b: { N: "1" } } }],
    ["a set of strings", new Set(["x", "y"]), { SS: ["x", "y"] }],
    ["a set of numbers of every kind", new Set([1, 2n, new Decimal("3.5")]), { NS: ["1", "2", "3.5"] }],
    ["a set of binaries", new Set([new Uint8Array([1])]), { BS: [new Uint8Array([1])] }],
  ])("keeps %s", (_what, value, attribute) => {
    expect(marshal({ a: value })).toEqual({ a: attribute });
  });

  it("leaves out what is undefined", () => {
    expect(marshal({ a: undefined, b: null })).toEqual({ b: { NULL: true } });
  });

  it("leaves out null where that is asked for, but not within a map", () => {
    expect(marshal({ a: null, b: { c: null } }, true)).toEqual({ b: { M: { c: { NULL: true } } } });
  });

  it("leaves out an empty set where that is asked for", () => {
    expect(marshal({ a: new Set<string>(), b: new Set(["x"]) }, true)).toEqual({ b: { SS: ["x"] } });
  });

  it("keeps an attribute named __proto__", () => {
    const item = marshal(JSON.parse('{"__proto__": 1}') as { [name: string]: RowValue });
    expect(Object.entries(item)).toEqual([["__proto__", { N: "1" }]]);
  });

  it("keeps every double", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e125, max: 1e125 }), (double) => {
        fc.pre(double === 0 || Math.abs(double) > 1e-129);
        expect(Number(marshal({ a: double })["a"]?.N)).toBe(double + 0);
      }),
      { numRuns: 2000 },
    );
  });

  it("takes a scalar within 31 lists", () => {
    expect(rejectionOf(nested(31, "x"))).toHaveProperty("a.L");
  });

  it.each<[string, RowValue, string, string]>([
    [
      "a scalar within 32 lists",
      nested(32, "x"),
      "too-deep",
      "a is nested more than 32 levels deep, which DynamoDB refuses",
    ],
    [
      "an empty map within 31 lists",
      nested(31, {}),
      "too-deep",
      "a is nested more than 32 levels deep, which DynamoDB refuses",
    ],
    [
      "a number of 39 digits within a list",
      [BigInt("1".repeat(39))],
      "number-too-precise",
      `a[0]: a number may have 38 significant digits, ${"1".repeat(39)} has 39; store it as a string`,
    ],
    [
      "a number out of range within a map",
      { b: new Decimal("1E126") },
      "number-out-of-range",
      "a.b: a number must lie between 1E-130 and 9.99E+125, got 1E126",
    ],
    ["NaN", NaN, "not-a-number", "a: NaN is not a number that DynamoDB can store"],
    ["a date that is none", new Date(NaN), "unsupported-value", "a is not a valid date"],
    [
      "a function",
      (() => 1) as unknown as RowValue,
      "unsupported-value",
      "a has a type that no attribute can have",
    ],
    [
      "a Map",
      new Map([["a", 1]]) as unknown as RowValue,
      "unsupported-value",
      "a has a type that no attribute can have",
    ],
    [
      "an empty set",
      new Set<string>(),
      "empty-set",
      "a is an empty set, which DynamoDB refuses; omitNull: true omits it",
    ],
    [
      "a set of several types",
      new Set(["x", 1]),
      "mixed-set",
      "a is a set of strings, but holds the number 1",
    ],
    [
      "a set with a number in two spellings",
      new Set([1, new Decimal("1.0")]),
      "duplicate-in-set",
      "a is a set that holds one value twice: 1, 1.0",
    ],
    [
      "a set with the same bytes twice",
      new Set([new Uint8Array([65]), new Uint8Array([65])]),
      "duplicate-in-set",
      "a is a set that holds one value twice: QQ==, QQ==",
    ],
  ])("rejects %s", (_what, value, code, message) => {
    expect(rejectionOf(value)).toEqual({ code, message });
  });
});

describe("omitNull", () => {
  const row: RowValue = { a: null, b: { c: null, d: new Set<string>(), e: [null, { f: null }] } };

  it("leaves out attributes only", () => {
    expect(marshal({ ...row, b: { c: null } }, true)).toEqual({ b: { M: { c: { NULL: true } } } });
  });

  it("leaves out members of maps with deep, and keeps the places in lists", () => {
    expect(marshal(row, "deep")).toEqual({ b: { M: { e: { L: [{ NULL: true }, { M: {} }] } } } });
  });
});

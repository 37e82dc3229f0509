import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalItem, canonicalValue } from "../../../migrations/items/canonical-item";
import type { Item } from "../../../migrations/items/item";
import { attributeValue, item } from "./arbitrary-item";
import { spell, spelling, type Spelling, toExact } from "./number-spelling";

/** The same item as a service would give it back: attributes and set members in another order, numbers respelled. */
function rewritten(value: Item, how: Spelling): Item {
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, rewrittenValue(member, how)]),
  );
}

function rewrittenValue(value: AttributeValue, how: Spelling): AttributeValue {
  const respelled = (text: string) => spell(toExact(text), how);
  if (value.N !== undefined) return { N: respelled(value.N) };
  if (value.NS) return { NS: value.NS.map(respelled).reverse() };
  if (value.SS) return { SS: value.SS.toReversed() };
  if (value.BS) return { BS: value.BS.toReversed() };
  if (value.L) return { L: value.L.map((member) => rewrittenValue(member, how)) };
  return value.M ? { M: rewritten(value.M, how) } : value;
}

describe("canonicalItem", () => {
  it("is the same whatever the order of attributes and set members and the spelling of numbers", () => {
    fc.assert(
      fc.property(item, spelling, (value, how) => {
        expect(canonicalItem(rewritten(value, how))).toBe(canonicalItem(value));
      }),
      { numRuns: 2000 },
    );
  });

  it("differs where one attribute is left out", () => {
    const withSome = item.filter((value) => Object.keys(value).length > 0);
    fc.assert(
      fc.property(withSome, (value) => {
        const shorter = Object.fromEntries(Object.entries(value).slice(1));
        expect(canonicalItem(shorter)).not.toBe(canonicalItem(value));
      }),
      { numRuns: 1000 },
    );
  });

  it.each<[string, AttributeValue, AttributeValue]>([
    ["a string and a number", { S: "1" }, { N: "1" }],
    ["a string and its bytes", { S: "QQ==" }, { B: Buffer.from("A") }],
    ["an empty string and null", { S: "" }, { NULL: true }],
    ["an empty list and an empty map", { L: [] }, { M: {} }],
    ["a list and a set", { L: [{ S: "a" }] }, { SS: ["a"] }],
    ["lists in another order", { L: [{ S: "a" }, { S: "b" }] }, { L: [{ S: "b" }, { S: "a" }] }],
    ["a set of texts and one of numbers", { SS: ["1"] }, { NS: ["1"] }],
    ["one text and two", { SS: ['a","b'] }, { SS: ["a", "b"] }],
    ["false and null", { BOOL: false }, { NULL: true }],
    ["composed and decomposed letters", { S: "é" }, { S: "e\u0301" }],
    ["neighbours beyond 2^53", { N: "9007199254740992" }, { N: "9007199254740993" }],
    ["38 digits that differ in the last", { N: `${"1".repeat(37)}1` }, { N: `${"1".repeat(37)}2` }],
  ])("tells %s apart", (_what, one, other) => {
    expect(canonicalValue(one)).not.toBe(canonicalValue(other));
  });

  it("differs where one value is put into a list", () => {
    fc.assert(
      fc.property(attributeValue, item, (value, others) => {
        const wrapped = { ...others, changed: { L: [value] } };
        expect(canonicalItem(wrapped)).not.toBe(canonicalItem({ ...others, changed: value }));
      }),
      { numRuns: 1000 },
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseItem } from "../../../migrations/items/item-json";
import type { Item } from "../../../migrations/items/item";
import { canonicalItem } from "../../../migrations/items/canonical-item";
import { canonicalText, encodeItem, itemText } from "../../../migrations/items/item-text";
import { item as anyItem } from "./arbitrary-item";

describe("itemText", () => {
  it("is JSON of the same item, whatever it holds", () => {
    fc.assert(
      fc.property(anyItem, (item) => {
        expect(parseItem(JSON.parse(itemText(item)))).toEqual(item);
      }),
      { numRuns: 1000 },
    );
  });

  it("writes texts as JSON.stringify does", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(itemText({ [text]: { S: text } })).toBe(JSON.stringify({ [text]: { S: text } }));
      }),
      { numRuns: 2000 },
    );
  });

  it("escapes half a surrogate pair, which UTF-8 cannot hold", () => {
    expect(itemText({ a: { S: "\ud800" } })).toBe('{"a":{"S":"\\ud800"}}');
  });

  it("writes the bytes of a part of a buffer, and no others", () => {
    const item: Item = { a: { B: new Uint8Array([1, 2, 3, 4]).subarray(1, 3) } };
    expect(itemText(item)).toBe('{"a":{"B":"AgM="}}');
  });

  it("writes every type, attributes sorted by name", () => {
    const item: Item = {
      ...{ s: { S: "a" }, n: { N: "1.50" }, t: { BOOL: true }, f: { BOOL: false }, z: { NULL: true } },
      ...{ l: { L: [{ S: "a" }, { L: [] }] }, m: { M: { x: { M: {} } } } },
      ...{ ss: { SS: ["a", "b"] }, ns: { NS: ["1", "2"] }, bs: { BS: [new Uint8Array([0])] } },
    };
    expect(itemText(item)).toBe(
      '{"bs":{"BS":["AA=="]},"f":{"BOOL":false},"l":{"L":[{"S":"a"},{"L":[]}]},"m":{"M":{"x":{"M":{}}}},' +
        '"n":{"N":"1.50"},"ns":{"NS":["1","2"]},"s":{"S":"a"},"ss":{"SS":["a","b"]},' +
        '"t":{"BOOL":true},"z":{"NULL":true}}',
    );
  });
});

describe("canonicalText", () => {
  it("is the same exactly when two items hold the same", () => {
    fc.assert(
      fc.property(anyItem, anyItem, (a, b) => {
        expect(canonicalText(a) === canonicalText(b)).toBe(canonicalItem(a) === canonicalItem(b));
      }),
      { numRuns: 1000 },
    );
  });

  it.each<[Item, Item]>([
    [{ n: { N: "1.50" } }, { n: { N: "15E-1" } }],
    [{ n: { N: "-0" } }, { n: { N: "0.0" } }],
    [{ n: { N: "1E125" } }, { n: { N: `1${"0".repeat(125)}` } }],
    [{ s: { NS: ["2.0", "1"] } }, { s: { NS: ["1.0", "2"] } }],
    [{ s: { SS: ["b", "a"] } }, { s: { SS: ["a", "b"] } }],
    [
      { a: { S: "1" }, b: { S: "2" } },
      { b: { S: "2" }, a: { S: "1" } },
    ],
  ])("is the same for %j and %j", (a, b) => {
    expect(canonicalText(a)).toBe(canonicalText(b));
  });

  it("is the text of the item itself if that says that it is", () => {
    fc.assert(
      fc.property(anyItem, (item) => {
        const { text, isCanonical } = encodeItem(item);
        expect(text).toBe(itemText(item));
        if (isCanonical) expect(canonicalText(item)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });

  it("is the text of an item of plain numbers, strings, lists and maps", () => {
    const item: Item = { a: { N: "-1.5" }, b: { L: [{ N: "0" }, { M: { c: { N: "1200" } } }] } };
    expect(encodeItem(item).isCanonical).toBe(true);
  });
});

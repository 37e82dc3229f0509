import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseItem } from "../../../migrations/items/item-json";
import type { Item } from "../../../migrations/items/item";
import { itemText } from "../../../migrations/items/item-text";
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

  it("writes every type", () => {
    const item: Item = {
      ...{ s: { S: "a" }, n: { N: "1.50" }, t: { BOOL: true }, f: { BOOL: false }, z: { NULL: true } },
      ...{ l: { L: [{ S: "a" }, { L: [] }] }, m: { M: { x: { M: {} } } } },
      ...{ ss: { SS: ["a", "b"] }, ns: { NS: ["1", "2"] }, bs: { BS: [new Uint8Array([0])] } },
    };
    expect(itemText(item)).toBe(
      '{"s":{"S":"a"},"n":{"N":"1.50"},"t":{"BOOL":true},"f":{"BOOL":false},"z":{"NULL":true},' +
        '"l":{"L":[{"S":"a"},{"L":[]}]},"m":{"M":{"x":{"M":{}}}},' +
        '"ss":{"SS":["a","b"]},"ns":{"NS":["1","2"]},"bs":{"BS":["AA=="]}}',
    );
  });
});

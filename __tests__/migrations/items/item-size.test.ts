import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { itemBytes, writeUnits } from "../../../migrations/items/item-size";

describe("itemBytes", () => {
  it.each<[string, AttributeValue, number]>([
    ["a string is its UTF-8 bytes", { S: "é😀" }, 6],
    ["an empty string is nothing", { S: "" }, 0],
    ["a number is a byte for two digits and one more", { N: "12345" }, 4],
    ["digits before and after the point are counted apart", { N: "1.5" }, 3],
    ["zero is one byte", { N: "0" }, 1],
    ["minus zero is one byte", { N: "-0.00" }, 1],
    ["a zero between digits counts", { N: "100.5" }, 4],
    ["a zero that fills a pair counts", { N: "0.055" }, 3],
    ["zeros at a number's ends do not count", { N: "00120000" }, 2],
    ["a minus sign is a byte", { N: "-12345" }, 5],
    ["a number is at most 21 bytes", { N: `-${"1".repeat(38)}` }, 21],
    ["binary is its bytes", { B: new Uint8Array(7) }, 7],
    ["a boolean is one byte", { BOOL: false }, 1],
    ["null is one byte", { NULL: true }, 1],
    ["an empty list is three bytes", { L: [] }, 3],
    ["a list is three bytes and one a member, besides their own", { L: [{ S: "ab" }, { BOOL: true }] }, 8],
    ["an empty map is three bytes", { M: {} }, 3],
    ["a map's names count too", { M: { ab: { S: "xyz" } } }, 9],
    ["a set of strings is the sum of its members", { SS: ["ab", "cde"] }, 5],
    ["a set of numbers is the sum of its members", { NS: ["1", "22"] }, 4],
    ["a set of binaries is the sum of its members", { BS: [new Uint8Array(2), new Uint8Array(3)] }, 5],
  ])("%s", (_what, value, bytes) => {
    expect(itemBytes({ n: value })).toBe(1 + bytes);
  });

  it("counts attribute names in UTF-8", () => {
    expect(itemBytes({ naïve: { S: "x" } })).toBe(7);
  });
});

describe("writeUnits", () => {
  it.each([
    [0, 1],
    [1024, 1],
    [1025, 2],
    [409_600, 400],
  ])("of %i bytes are %i", (bytes, units) => {
    expect(writeUnits(bytes)).toBe(units);
  });
});

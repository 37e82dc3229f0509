import { describe, expect, it } from "vitest";
import { Decimal, type RowValue } from "../../../../migrations/items/row";
import { RowIndex } from "../../../../migrations/sources/lookup/row-index";
import { parseRow, rowText } from "../../../../migrations/sources/lookup/row-text";
import { MemoryScratch } from "../../seen-keys/memory-scratch";
import { seededRandom } from "../../../emulators/seeded-random";

describe("RowIndex", () => {
  it.each([
    ["in memory", Infinity],
    ["in files", 500],
  ])("finds the rows of each key in the order of the file, %s", (_, maxBytes) => {
    const random = seededRandom(1);
    const scratch = new MemoryScratch();
    const index = new RowIndex(scratch, { many: true, maxBytes });
    const expected = new Map<string, RowValue[]>();
    for (let number = 0; number < 3000; number++) {
      const key = `k${Math.floor(random() * 700)}`;
      const row = { number, text: "é".repeat(Math.floor(random() * 900)) };
      index.add(key, row);
      expected.set(key, [...(expected.get(key) ?? []), row]);
    }
    index.finish();
    for (const [key, rows] of expected) expect(index.find(key)).toEqual({ count: rows.length, rows });
    expect(index.find("k700")).toEqual({ count: 0, rows: [] });
    index.close();
    expect(scratch.open).toBe(0);
  });

  it.each([
    ["in memory", Infinity],
    ["in files", 0],
  ])("counts the rows of a key without reading them if one is wanted, %s", (_, maxBytes) => {
    const index = new RowIndex(new MemoryScratch(), { maxBytes });
    for (const key of ["a", "b", "a"]) index.add(key, { key });
    index.finish();
    expect(index.find("a")).toEqual({ count: 2, rows: undefined });
    expect(index.find("b")).toEqual({ count: 1, rows: [{ key: "b" }] });
  });

  it("reads the rows of a key up to the limit of their bytes, and none one byte past it", () => {
    const rows = ["a", "b"].map((text) => ({ text }));
    const bytes = rows.reduce((sum, row) => sum + rowText(row).length, 0);
    const [within, past] = [bytes, bytes - 1].map((maxGroup) => {
      const index = new RowIndex(new MemoryScratch(), { many: true, maxBytes: 0, maxGroup });
      rows.forEach((row) => index.add("k", row));
      index.finish();
      return index.find("k");
    });
    expect(within).toEqual({ count: 2, rows });
    expect(past).toEqual({ count: 2, rows: undefined });
  });

  it.each([1022, 1023, 1024, 1_048_571, 1_048_573, 1_100_000])(
    "reads a row whose text has %i characters",
    (length) => {
      const index = new RowIndex(new MemoryScratch(), { maxBytes: 0 });
      // The text of the row has 3 characters more: its mark and two quotes.
      const rows = ["first", "é".repeat(length - 3), "x".repeat(length - 3), "last"];
      rows.forEach((row) => index.add(row, row));
      index.finish();
      for (const row of rows) expect(index.find(row).rows).toEqual([row]);
    },
  );
});

describe("rowText", () => {
  it.each<[string, RowValue]>([
    ["numbers, text, booleans and null", { a: 1, b: "x", c: true, d: null }],
    ["numbers that JSON does not have", { nan: NaN, most: Infinity, least: -Infinity }],
    [
      "types that JSON does not have",
      {
        ...{ big: 12345678901234567890n, exact: new Decimal("0.1000000000000000000001"), at: new Date(0) },
        ...{ bytes: new Uint8Array([1, 2]), set: new Set(["a"]), list: [null, true, { a: 1n }] },
      },
    ],
    ["an absent value", { a: undefined }],
    ["the column of a tag", { "\u0000": "bigint", text: "1" }],
    ["a map with the column of a tag", { map: { "\u0000": 1n } }],
  ])("keeps %s", (_, row) => {
    expect(parseRow(rowText(row))).toStrictEqual(row);
  });

  it("keeps names of an object's own members", () => {
    const text = '{"__proto__":"a","constructor":[1],"toString":{"__proto__":1}}';
    expect(JSON.stringify(parseRow(rowText(JSON.parse(text) as RowValue)))).toBe(text);
  });
});

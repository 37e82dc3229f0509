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
    const index = new RowIndex(new MemoryScratch(), maxBytes);
    const expected = new Map<string, RowValue[]>();
    for (let number = 0; number < 3000; number++) {
      const key = `k${Math.floor(random() * 700)}`;
      const row = { number, text: "é".repeat(Math.floor(random() * 900)) };
      index.add(key, row);
      expected.set(key, [...(expected.get(key) ?? []), row]);
    }
    index.finish();
    for (const [key, rows] of expected) expect(index.find(key)).toEqual(rows);
    expect(index.find("k700")).toEqual([]);
    index.close();
  });

  it("keeps every type and digit of a row", () => {
    const row = {
      ...{ big: 12345678901234567890n, exact: new Decimal("0.1000000000000000000001"), at: new Date(0) },
      ...{ bytes: new Uint8Array([1, 2]), set: new Set(["a"]), list: [null, true, { a: 1 }] },
    };
    expect(parseRow(rowText(row))).toEqual(row);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Item } from "../../../migrations/transform/item";
import { itemBytes } from "../../../migrations/transform/item-size";
import { maxRequestBytes, wireBytes } from "../../../migrations/writer/wire-size";

describe("wireBytes", () => {
  it("of a large item are its bytes as JSON", () => {
    const item: Item = { a: { S: '"\u0001é'.repeat(20_000) } };
    expect(wireBytes(item, itemBytes(item))).toBe(Buffer.byteLength(JSON.stringify(item)));
  });

  it("of large binary are its bytes as base64", () => {
    const item: Item = { a: { B: new Uint8Array(100_000) } };
    expect(wireBytes(item, itemBytes(item))).toBe(
      '{"a":{"B":""}}'.length - 2 + Math.ceil(100_000 / 3) * 4 + 2,
    );
  });

  it("of flat texts are never less than their bytes as JSON", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "binary" }), fc.string({ unit: "binary" })), (texts) => {
        const item = Object.fromEntries(Object.entries(texts).map(([name, S]) => [name, { S }]));
        expect(wireBytes(item, itemBytes(item)) + 2).toBeGreaterThanOrEqual(
          Buffer.byteLength(JSON.stringify(item)),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it("of 25 items of 64 KB always fit into a request", () => {
    const item: Item = { a: { S: "\u0001".repeat(65_000) } };
    expect(25 * wireBytes(item, itemBytes(item))).toBeLessThan(maxRequestBytes);
  });
});

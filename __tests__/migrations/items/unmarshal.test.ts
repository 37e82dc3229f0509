import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalItem } from "../../../migrations/items/canonical-item";
import type { Item } from "../../../migrations/items/item";
import { marshal } from "../../../migrations/items/marshal";
import { Decimal } from "../../../migrations/items/row";
import { unmarshal } from "../../../migrations/items/unmarshal";
import { item } from "./arbitrary-item";

describe("unmarshal", () => {
  it("gives plain values", () => {
    const values: Item = {
      s: { S: "a" },
      n: { N: "1.5" },
      long: { N: "0.1234567890123456789" },
      b: { B: Uint8Array.of(1) },
      yes: { BOOL: true },
      none: { NULL: true },
      list: { L: [{ M: { a: { N: "1" } } }] },
      ss: { SS: ["a"] },
      ns: { NS: ["1", "9007199254740993"] },
      bs: { BS: [Uint8Array.of(2)] },
    };
    expect(unmarshal(values)).toEqual({
      s: "a",
      n: 1.5,
      long: new Decimal("0.1234567890123456789"),
      b: Uint8Array.of(1),
      yes: true,
      none: null,
      list: [{ a: 1 }],
      ss: new Set(["a"]),
      ns: new Set([1, 9007199254740993n]),
      bs: new Set([Uint8Array.of(2)]),
    });
  });

  it("is undone by marshal, for any item", () => {
    fc.assert(
      fc.property(item, (value) => {
        expect(canonicalItem(marshal(unmarshal(value)))).toBe(canonicalItem(value));
      }),
      { numRuns: 2000 },
    );
  });

  it.each([[{ X: "a" }], [{ S: 5 }], [{}]])("refuses %j as a value", (value) => {
    expect(() => unmarshal({ a: value } as unknown as Item)).toThrow(
      `${JSON.stringify(value)} is not a value of the type`,
    );
  });
});

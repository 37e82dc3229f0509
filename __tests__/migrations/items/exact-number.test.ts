import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactNumber } from "../../../migrations/items/exact-number";
import { Decimal } from "../../../migrations/items/row";
import { exact, isEqual, spell, spelling, toExact } from "./number-spelling";

describe("exactNumber", () => {
  it.each([
    ["0", 0],
    ["42", 42],
    ["-7", -7],
    ["1.0", 1],
    ["1E2", 100],
    ["0.1", 0.1],
    ["1e23", 1e23],
    ["9007199254740991", 9007199254740991],
  ])("of %s is the number %d", (text, number) => {
    expect(exactNumber(text)).toBe(number);
  });

  it.each(["9007199254740993", "-9223372036854775809", "100000000000000000000"])(
    "of %s is a bigint",
    (text) => {
      expect(exactNumber(text)).toBe(BigInt(text));
    },
  );

  it.each(["0.1234567890123456789", "3.141592653589793238", "1E400", "1e-400", "9007199254740993.0"])(
    "of %s is a decimal with the text as it stands",
    (text) => {
      expect(exactNumber(text)).toEqual(new Decimal(text));
    },
  );

  it("of minus zero is zero when stored", () => {
    expect(String(exactNumber("-0"))).toBe("0");
  });

  it("keeps every decimal text", () => {
    fc.assert(
      fc.property(exact, spelling, (number, how) => {
        expect(isEqual(toExact(String(exactNumber(spell(number, how)))), number)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it("keeps every double", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (double) => {
        expect(Number(exactNumber(String(double)))).toBe(double + 0);
      }),
      { numRuns: 2000 },
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  isPlainNumber,
  numberBytes,
  canonicalNumber,
  numberRefusal,
  plainNumber,
} from "../../../migrations/items/number-text";
import { exact, isEqual, spell, spelling, toExact } from "./number-spelling";

describe("canonicalNumber", () => {
  it.each([
    ["1", "1E0"],
    ["1.0", "1E0"],
    ["001", "1E0"],
    ["+1", "1E0"],
    ["1E2", "1E2"],
    ["100", "1E2"],
    ["0.0120", "12E-2"],
    ["-0.0120", "-12E-2"],
    ["-0", "0E0"],
    ["0e-999", "0E0"],
    [".5", "5E-1"],
    ["5.", "5E0"],
    ["9007199254740993", "9007199254740993E15"],
  ])("writes %s as %s", (text, canonical) => {
    expect(canonicalNumber(text)).toBe(canonical);
  });

  it.each(["", "-", ".", "e5", "1e", "0x10", "NaN", "Infinity", " 1", "1_000", "1,5"])(
    "knows no number in %j",
    (text) => {
      expect(canonicalNumber(text)).toBeUndefined();
    },
  );

  it("is the same for every spelling of a number", () => {
    fc.assert(
      fc.property(exact, spelling, spelling, (number, one, other) => {
        expect(canonicalNumber(spell(number, one))).toBe(canonicalNumber(spell(number, other)));
      }),
      { numRuns: 2000 },
    );
  });

  it("is equal exactly where the numbers are", () => {
    const near = fc.record({
      mantissa: fc.bigInt({ min: -30n, max: 30n }),
      power: fc.integer({ min: -2, max: 2 }),
    });
    fc.assert(
      fc.property(near, near, spelling, spelling, (a, b, one, other) => {
        const canonical = [canonicalNumber(spell(a, one)), canonicalNumber(spell(b, other))];
        expect(canonical[0] === canonical[1]).toBe(isEqual(a, b));
      }),
      { numRuns: 3000 },
    );
  });
});

describe("isPlainNumber", () => {
  it("is true exactly of numbers that plainNumber leaves as they are", () => {
    fc.assert(
      fc.property(exact, spelling, (number, one) => {
        const text = spell(number, one);
        expect(isPlainNumber(text)).toBe(plainNumber(text) === text);
      }),
      { numRuns: 3000 },
    );
  });

  it.each(["0", "-1", "10", "1.5", "0.05", "-0.5"])("is true of %s", (text) => {
    expect(isPlainNumber(text)).toBe(true);
  });

  it.each(["", "-", "-0", "00", "01", "1.", ".5", "1.50", "0.0", "-0.0", "1e5", "+1", "1.5.5", "x"])(
    "is false of %j",
    (text) => {
      expect(isPlainNumber(text)).toBe(false);
    },
  );
});

describe("plainNumber", () => {
  it.each([
    ["1e+23", "100000000000000000000000"],
    ["1.5e-7", "0.00000015"],
    ["-2.5e1", "-25"],
    ["123.456", "123.456"],
    ["-0", "0"],
    ["Infinity", "Infinity"],
  ])("writes %s as %s", (text, plain) => {
    expect(plainNumber(text)).toBe(plain);
  });

  it("keeps the number and uses no exponent", () => {
    fc.assert(
      fc.property(exact, spelling, (number, how) => {
        const plain = plainNumber(spell(number, how));
        expect(plain).toMatch(/^-?\d+(\.\d+)?$/);
        expect(isEqual(toExact(plain), number)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("numberRefusal", () => {
  it.each([
    ["38 digits", "1".repeat(38)],
    ["38 digits and zeros around them", `000${"1".repeat(38)}000`],
    ["the largest number", `${"9".repeat(38)}E88`],
    ["the smallest number", "1E-130"],
    ["zero with any exponent", "0E999"],
    ["a negative number", "-12.5"],
  ])("takes %s", (_what, text) => {
    expect(numberRefusal(text)).toBeUndefined();
  });

  it("refuses 39 digits and says what to do", () => {
    expect(numberRefusal("1".repeat(39))).toEqual({
      code: "number-too-precise",
      message: `a number may have 38 significant digits, ${"1".repeat(39)} has 39; store it as a string`,
    });
  });

  it.each(["1E126", "-1E126", "9.99E-131"])("refuses %s, which is out of range", (text) => {
    expect(numberRefusal(text)).toEqual({
      code: "number-out-of-range",
      message: `a number must lie between 1E-130 and 9.99E+125, got ${text}`,
    });
  });

  it("refuses what is no number", () => {
    expect(numberRefusal("NaN")).toEqual({
      code: "not-a-number",
      message: "NaN is not a number that DynamoDB can store",
    });
  });
});

describe("numberBytes", () => {
  it.each([
    ["100", 2],
    ["101", 3],
    ["0.0120", 3],
    ["-123.450", 5],
    ["0", 1],
    ["no number", 21],
  ])("of %s are %i", (text, bytes) => {
    expect(numberBytes(text)).toBe(bytes);
  });
});

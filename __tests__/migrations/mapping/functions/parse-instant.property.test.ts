import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseAnyInstant, parseInstant } from "../../../../migrations/mapping/functions/parse-instant";
import { readIsoText } from "../../../../migrations/mapping/functions/iso-text";

const digits = (length: number, max: number) =>
  fc.nat({ max }).map((number) => String(number).padStart(length, "0"));
const years = fc.oneof(
  digits(4, 9999),
  fc.constantFrom(
    "0000",
    "0001",
    "0099",
    "0100",
    "1582",
    "1600",
    "1900",
    "1969",
    "1970",
    "2000",
    "2024",
    "2100",
  ),
);

/** Texts of dates, of which some have a month 13, a day 30 in February, an hour 24 or a second 60. */
const texts = fc
  .tuple(
    years,
    digits(2, 13),
    digits(2, 32),
    fc.option(
      fc
        .tuple(fc.constantFrom("T", " ", "t", "_"), digits(2, 24), digits(2, 60), fc.option(digits(2, 60)))
        .map(
          ([separator, hour, minute, second]) => `${separator}${hour}:${minute}${second ? `:${second}` : ""}`,
        ),
    ),
    fc.oneof(
      { weight: 3, arbitrary: fc.constant("") },
      fc
        .tuple(
          fc.constantFrom(".", ","),
          fc.string({ unit: fc.constantFrom(..."0123456789"), maxLength: 10 }),
        )
        .map((parts) => parts.join("")),
    ),
    fc.constantFrom("", "", "Z", "Z", "z", "UTC", " UTC", " Z", "+09:00", "-0130", "+00", "ZZ", "."),
    fc.constantFrom("", "", "", " ", "\n"),
  )
  .map(([year, month, day, time, fraction, zone, space]) => {
    return `${space}${year}-${month}-${day}${time ?? ""}${fraction}${zone}${space}`;
  });

const leapYearTexts = fc
  .tuple(years, fc.constantFrom("02-28", "02-29", "02-30", "03-01", "12-31", "01-01", "00-10", "10-00"))
  .map(([year, day]) => `${year}-${day}`);

/** A character of a date that is another one. */
const spoiltTexts = fc
  .tuple(texts, fc.nat({ max: 30 }), fc.string({ unit: "binary", minLength: 1, maxLength: 1 }))
  .map(([text, at, other]) => text.slice(0, at) + other + text.slice(at + 1));

const zones = fc.constantFrom("UTC", "UTC", "UTC", "Z", "Asia/Seoul", "+09:00", "nowhere");

function resultOf(parse: () => unknown) {
  try {
    return { value: parse() };
  } catch (error) {
    return { error: (error as Error).message };
  }
}

describe("a date", () => {
  it("is the same by character codes as by pattern, or the same error", () => {
    let quick = 0;
    fc.assert(
      fc.property(fc.oneof(texts, leapYearTexts, spoiltTexts), zones, (text, zone) => {
        if (readIsoText(text)) quick++;
        expect(resultOf(() => parseInstant(text, zone))).toEqual(resultOf(() => parseAnyInstant(text, zone)));
      }),
      { numRuns: 5000 },
    );
    expect(quick).toBeGreaterThan(500);
  }, 120_000);

  it("is read by character codes on every day of 1,000 years", () => {
    const day = 86_400_000;
    const first = Date.UTC(1599, 11, 30);
    const days = Array.from({ length: 365_300 }, (_, index) => first + index * day);
    const wrong = days.filter(
      (at) => readIsoText(new Date(at).toISOString().slice(0, 10))?.seconds !== at / 1000,
    );
    expect(wrong).toEqual([]);
  });

  it.each(["2025-11-20", "2025-11-20T12:34:56Z", "2025-11-20 12:34:56", "2025-11-20T12:34:56.123456789Z"])(
    "such as %s is read by character codes",
    (text) => {
      expect(readIsoText(text)).toEqual(parseAnyInstant(text, "UTC"));
    },
  );
});

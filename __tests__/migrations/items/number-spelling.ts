import fc from "fast-check";

/** A number as `mantissa × 10^power`, exact for every decimal text. */
export interface Exact {
  readonly mantissa: bigint;
  readonly power: number;
}

/** One way of writing a number. */
export interface Spelling {
  /** Where the point stands, counted from the right of the digits; the exponent makes up for it. */
  readonly shift: number;
  readonly leadingZeros: number;
  readonly trailingZeros: number;
  readonly letter: "e" | "E";
  readonly plus: boolean;
}

export const exact: fc.Arbitrary<Exact> = fc.record({
  mantissa: fc.bigInt({ min: -(10n ** 37n), max: 10n ** 37n }),
  power: fc.integer({ min: -40, max: 40 }),
});

export const spelling: fc.Arbitrary<Spelling> = fc.record({
  shift: fc.integer({ min: 0, max: 12 }),
  leadingZeros: fc.integer({ min: 0, max: 3 }),
  trailingZeros: fc.integer({ min: 0, max: 3 }),
  letter: fc.constantFrom("e", "E"),
  plus: fc.boolean(),
});

/** Writes a number in a given way, such as `-0012.300e+4`. */
export function spell(number: Exact, { shift, leadingZeros, trailingZeros, letter, plus }: Spelling): string {
  const { mantissa, power } = number;
  const digits = `${mantissa < 0n ? -mantissa : mantissa}${"0".repeat(trailingZeros)}`.padStart(
    shift + 1,
    "0",
  );
  const point = digits.length - shift;
  const fraction = digits.slice(point);
  const exponent = power - trailingZeros + shift;
  const sign = mantissa < 0n ? "-" : "";
  const whole = `${"0".repeat(leadingZeros)}${digits.slice(0, point)}`;
  return `${sign}${whole}${fraction && "."}${fraction}${letter}${plus && exponent >= 0 ? "+" : ""}${exponent}`;
}

/** Whether two numbers are the same, by whole arithmetic. */
export function isEqual(a: Exact, b: Exact): boolean {
  const lowest = Math.min(a.power, b.power);
  return a.mantissa * 10n ** BigInt(a.power - lowest) === b.mantissa * 10n ** BigInt(b.power - lowest);
}

/** Reads any decimal text, without going through a JavaScript number. */
export function toExact(text: string): Exact {
  const [, sign, whole = "", fraction = "", power = "0"] =
    /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  return {
    mantissa: BigInt(`${sign === "-" ? "-" : ""}${whole}${fraction}`),
    power: Number(power) - fraction.length,
  };
}

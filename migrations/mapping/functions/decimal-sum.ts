import { exactNumber } from "../../items/exact-number";
import { canonicalNumber } from "../../items/number-text";
import type { Decimal } from "../../items/row";

/** An exact number: `digits × 10^-scale`. */
interface Scaled {
  readonly digits: bigint;
  /** At least 0. */
  readonly scale: number;
}

/** DynamoDB's range of exponents; a larger one could fill the memory with zeros. */
const maxExponent = 130;

/** The exact sum of numbers, such as 0.3 for 0.1 and 0.2. @throws Error for a number that DynamoDB cannot store */
export function exactSum(numbers: readonly (number | bigint | Decimal)[]): number | bigint | Decimal {
  let sum: Scaled = { digits: 0n, scale: 0 };
  for (const one of numbers) sum = plus(sum, scaledOf(one));
  return exactNumber(textOf(sum));
}

/** Rounds half away from zero, as SQL does, on the decimal digits: `1.005` to 2 places is `1.01`. @param places 0 or more */
export function exactRound(number: number | bigint | Decimal, places: number): number | bigint | Decimal {
  const { digits, scale } = scaledOf(number);
  if (scale <= places) return number;
  const unit = 10n ** BigInt(scale - places);
  const half = digits < 0n ? -unit / 2n : unit / 2n;
  return exactNumber(textOf({ digits: (digits + half) / unit, scale: places }));
}

/** Orders numbers exactly: negative if the first is smaller. */
export function compareNumbers(a: number | bigint | Decimal, b: number | bigint | Decimal): number {
  const [one, other] = [scaledOf(a), scaledOf(b)];
  const scale = Math.max(one.scale, other.scale);
  const difference = atScale(one, scale) - atScale(other, scale);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

function plus(a: Scaled, b: Scaled): Scaled {
  const scale = Math.max(a.scale, b.scale);
  return { digits: atScale(a, scale) + atScale(b, scale), scale };
}

function atScale({ digits, scale }: Scaled, wanted: number): bigint {
  return digits * 10n ** BigInt(wanted - scale);
}

function scaledOf(number: number | bigint | Decimal): Scaled {
  const [, sign = "", digits = "0", exponent = "0"] =
    /^(-?)(\d+)E(-?\d+)$/.exec(canonicalNumber(String(number)) ?? "") ?? [];
  const power = Number(exponent) - digits.length + 1;
  if (Math.abs(Number(exponent)) > maxExponent)
    throw new Error("calculates with a number that DynamoDB cannot store");
  const whole = BigInt(sign + digits);
  return power >= 0 ? { digits: whole * 10n ** BigInt(power), scale: 0 } : { digits: whole, scale: -power };
}

function textOf({ digits, scale }: Scaled): string {
  const sign = digits < 0n ? "-" : "";
  const all = String(digits < 0n ? -digits : digits).padStart(scale + 1, "0");
  const whole = all.slice(0, all.length - scale);
  const fraction = all.slice(all.length - scale).replace(/0+$/, "");
  return `${sign}${whole}${fraction && "."}${fraction}`;
}

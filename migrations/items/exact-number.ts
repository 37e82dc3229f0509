import { canonicalNumber } from "./number-text";
import { Decimal } from "./row";

/**
 * A number's text as the simplest JavaScript value that keeps all its digits: a `number` if it prints
 * the same number again, a `bigint` for larger whole numbers, else a {@link Decimal}.
 */
export function exactNumber(text: string): number | bigint | Decimal {
  const number = Number(text);
  if (Number.isSafeInteger(number) && (String(number) === text || sameNumber(number, text))) return number;
  if (/^-?\d+$/.test(text)) return BigInt(text);
  return sameNumber(number, text) ? number : new Decimal(text);
}

function sameNumber(number: number, text: string): boolean {
  return canonicalNumber(String(number)) === canonicalNumber(text);
}

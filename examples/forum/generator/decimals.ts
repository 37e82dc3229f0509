import { ExactNumber } from "./exact-json";
import type { Random } from "./random";

/** Numbers that get lost on the way when a tool takes them for binary floating point. */
const telling = [
  ...["0.1", "0.30000000000000004", "1e-7", "3.141592653589793238", "2.71828182845904523536028747135266249"],
  ...["12.50", "1.5E3", "-0.000000000000000001", "99999999999999999999.999999999999999999", "-17", "0"],
];

/** A score: mostly plain, at times with more digits than a double holds. */
export function decimal(random: Random): ExactNumber {
  if (random.chance(0.1)) return new ExactNumber(random.pick(telling));
  const fraction = random.digits(random.chance(0.3) ? random.integer(17, 24) : random.integer(1, 6));
  return new ExactNumber(`${random.integer(-20, 9_000)}.${fraction}`);
}

import { ExactNumber } from "./exact-json";

const firstMillisecond = BigInt(Date.UTC(2010, 0, 1));

/** The id that the forum's first database gave: milliseconds and a sequence in 64 bits, 19 digits. */
export function snowflake(createdAt: number, sequence: number): ExactNumber {
  const id = ((BigInt(createdAt) - firstMillisecond) << 22n) | BigInt(sequence % 2 ** 22);
  return new ExactNumber(id.toString());
}

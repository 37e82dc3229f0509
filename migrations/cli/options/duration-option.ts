import { InvalidArgumentError } from "commander";

const unitMs = new Map([
  ["ms", 1],
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
  ["d", 86_400_000],
]);

/** Reads `500ms`, `1s`, `15m`, `4h` or `2d` as milliseconds, at least 1. @throws InvalidArgumentError */
export function durationMs(text: string): number {
  const [, number = "0", unit = ""] = /^(\d{1,6})(ms|[smhd])$/.exec(text) ?? [];
  const ms = Number(number) * (unitMs.get(unit) ?? 0);
  if (ms >= 1) return ms;
  throw new InvalidArgumentError(`expected a time such as 500ms, 1s, 15m, 4h or 2d, got "${text}"`);
}

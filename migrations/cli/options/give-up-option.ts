import { InvalidArgumentError, Option } from "commander";

const unitMs = new Map([
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
]);

/** The option of every command that says how long failing requests are retried. */
export function giveUpOption(): Option {
  return new Option(
    "--give-up-after <time>",
    "stop if a service has not responded, or only throttled, for this long: 30s, 5m, 2h or never (default: 5m; 15s before the first response)",
  ).argParser(giveUpAfterMs);
}

/** Reads `30s`, `5m`, `2h` or `never` as milliseconds. @throws InvalidArgumentError */
export function giveUpAfterMs(text: string): number {
  if (text === "never") return Infinity;
  const [, number = "0", unit = ""] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  const ms = Number(number) * (unitMs.get(unit) ?? 0);
  if (ms >= 1000) return ms;
  throw new InvalidArgumentError(
    `expected a time such as 30s, 5m or 2h, at least 1s, or never, got "${text}"`,
  );
}

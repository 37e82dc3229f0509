const perSecond = new Map([
  ["MILLIS", 1_000n],
  ["MICROS", 1_000_000n],
  ["NANOS", 1_000_000_000n],
]);

/** Units in a second: `MILLIS`, `TIMESTAMP_MICROS`. */
export function unitsPerSecond(unit: string): bigint {
  return perSecond.get(unit.replace(/^.*_/, "")) ?? 1_000n;
}

/** Days since 1970 as `2025-11-03`. */
export function dateText(days: number): string {
  return new Date(days * 86_400_000).toISOString().slice(0, 10);
}

/** Units since 1970 as `2025-11-03T14:05:09.000001Z`, with the digits of the unit. @param isUtc without it, there is no `Z` */
export function timestampText(value: bigint, units: bigint, isUtc: boolean): string {
  const seconds = floorOf(value, units);
  const date = new Date(Number(seconds) * 1000).toISOString().replace(/\.000Z$/, "");
  return `${date}${fraction(value - seconds * units, units)}${isUtc ? "Z" : ""}`;
}

/** Units since midnight as `14:05:09.000001`. */
export function timeText(value: bigint, units: bigint): string {
  return timestampText(value, units, false).slice(11);
}

function fraction(rest: bigint, units: bigint): string {
  return `.${String(rest).padStart(String(units).length - 1, "0")}`;
}

function floorOf(value: bigint, units: bigint): bigint {
  const quotient = value / units;
  return value < 0n && quotient * units !== value ? quotient - 1n : quotient;
}

import type { RowValue } from "../../items/row";
import { type CelFunction, isNumber, refuse } from "./cel-function";
import { clockTime, formatInstant } from "./format-date";
import type { Instant } from "./instant";
import { parseInstant } from "./parse-instant";

/** Dates from text or from a database's own; text that names no zone is in UTC, unless the second argument names one. */
export const timeFunctions: readonly CelFunction[] = [
  {
    ...{ name: "epoch", takes: ["date", "zone"], optional: 1 },
    call: (date, zone) => instantOf("epoch", date, zone).seconds,
  },
  {
    ...{ name: "epochMs", takes: ["date", "zone"], optional: 1 },
    call: (date, zone) => milliseconds(instantOf("epochMs", date, zone)),
  },
  {
    ...{ name: "iso", takes: ["date", "zone"], optional: 1 },
    call: (date, zone) => isoText(instantOf("iso", date, zone)),
  },
  {
    ...{ name: "date", takes: ["text", "zone"], optional: 1 },
    call: (date, zone) => new Date(milliseconds(instantOf("date", date, zone))),
  },
  {
    ...{ name: "formatDate", takes: ["date", "format", "zone"], optional: 1 },
    call: (date, format, zone) =>
      formatInstant(instantOf("formatDate", date), formatOf(format), zoneOf("formatDate", zone)),
  },
  part("year", (time) => time.year),
  part("month", (time) => time.month),
  part("day", (time) => time.day),
  part("hour", (time) => time.hour),
  part("weekday", (time) => time.weekday),
  { name: "days", takes: ["number"], call: (count) => seconds("days", count, 86_400) },
  { name: "hours", takes: ["number"], call: (count) => seconds("hours", count, 3_600) },
];

/** A part of a date as a zone's clocks and calendars show it. */
function part(name: string, read: (time: ReturnType<typeof clockTime>) => number): CelFunction {
  return {
    ...{ name, takes: ["date", "zone"], optional: 1 },
    call: (date, zone) => read(clockTime(instantOf(name, date).seconds, zoneOf(name, zone))),
  };
}

function zoneOf(name: string, zone: RowValue = "UTC"): string {
  return typeof zone === "string" ? zone : refuse(`${name}() takes the name of a time zone`, zone);
}

function formatOf(format: RowValue): string {
  return typeof format === "string"
    ? format
    : refuse("formatDate() takes a format such as yyyy-MM-dd", format);
}

/** Milliseconds since 1970 of a date or the text of one. @throws Error if it is neither */
export function epochMilliseconds(name: string, date: RowValue): number {
  return milliseconds(instantOf(name, date));
}

function instantOf(name: string, value: RowValue, zone: RowValue = "UTC"): Instant {
  if (value instanceof Date) return instantOfDate(value);
  if (typeof value !== "string")
    return refuse(
      isNumber(value)
        ? `${name}() takes a date; a number is one of seconds (or milliseconds, to be divided by 1000) already`
        : `${name}() takes a date or the text of one`,
      value,
    );
  return parseInstant(value, zoneOf(name, zone));
}

function instantOfDate(date: Date): Instant {
  const at = date.getTime();
  if (Number.isNaN(at)) throw new Error("expected a date, got one that is not valid");
  const second = Math.floor(at / 1000);
  return { seconds: second, fraction: String(at - second * 1000).padStart(3, "0") };
}

function milliseconds({ seconds, fraction }: Instant): number {
  return seconds * 1000 + Number(fraction.slice(0, 3).padEnd(3, "0"));
}

function isoText({ seconds, fraction }: Instant): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, -5)}${fraction && "."}${fraction}Z`;
}

function seconds(name: string, count: RowValue, each: number): number {
  const number = typeof count === "bigint" ? Number(count) : count;
  return typeof number === "number" && Number.isSafeInteger(number * each)
    ? number * each
    : refuse(`${name}() takes a number that gives whole seconds`, count);
}

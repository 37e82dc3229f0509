import type { Instant } from "./instant";
import { offsetAt } from "./parse-instant";

/** A moment as the clocks and calendars of a zone show it. */
export interface ClockTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** 1 (Monday) to 7 (Sunday), as in ISO 8601. */
  readonly weekday: number;
}

/** @param zone an IANA name or an offset. @throws Error if it is unknown */
export function clockTime(seconds: number, zone: string): ClockTime {
  const local = new Date(seconds * 1000 + offsetAt(seconds * 1000, zone));
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    weekday: local.getUTCDay() || 7,
  };
}

const months = "January February March April May June July August September October November December".split(
  " ",
);
const weekdays = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split(" ");

type Field = (time: ClockTime, instant: Instant, zone: string) => string;

const digits = (value: number, width: number): string => String(value).padStart(width, "0");

/** The fields of a format, by their letters in Unicode's notation: https://unicode.org/reports/tr35/tr35-dates.html */
const fields: ReadonlyMap<string, Field> = new Map<string, Field>([
  ["yyyy", ({ year }) => digits(year, 4)],
  ["yy", ({ year }) => digits(year % 100, 2)],
  ["MMMM", ({ month }) => months[month - 1] ?? ""],
  ["MMM", ({ month }) => (months[month - 1] ?? "").slice(0, 3)],
  ["MM", ({ month }) => digits(month, 2)],
  ["M", ({ month }) => String(month)],
  ["dd", ({ day }) => digits(day, 2)],
  ["d", ({ day }) => String(day)],
  ["EEEE", ({ weekday }) => weekdays[weekday - 1] ?? ""],
  ["EEE", ({ weekday }) => (weekdays[weekday - 1] ?? "").slice(0, 3)],
  ["HH", ({ hour }) => digits(hour, 2)],
  ["H", ({ hour }) => String(hour)],
  ["hh", ({ hour }) => digits(hour % 12 || 12, 2)],
  ["h", ({ hour }) => String(hour % 12 || 12)],
  ["a", ({ hour }) => (hour < 12 ? "AM" : "PM")],
  ["mm", ({ minute }) => digits(minute, 2)],
  ["ss", ({ second }) => digits(second, 2)],
  ["SSS", (_time, { fraction }) => fraction.slice(0, 3).padEnd(3, "0")],
  ["SSSSSS", (_time, { fraction }) => fraction.slice(0, 6).padEnd(6, "0")],
  ["XXX", (_time, { seconds }, zone) => offsetText(seconds, zone)],
]);

/** `Z` for UTC, else `+09:00`. */
function offsetText(seconds: number, zone: string): string {
  const minutes = offsetAt(seconds * 1000, zone) / 60_000;
  if (minutes === 0) return "Z";
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${digits(Math.trunc(size / 60), 2)}:${digits(size % 60, 2)}`;
}

type FormatPart = string | Field;

/** Formats that are kept: more can only come from rows. */
const maxFormats = 100;
const formats = new Map<string, readonly FormatPart[]>();

/** @throws Error if the format has letters that are no field */
export function formatInstant(instant: Instant, format: string, zone: string): string {
  const time = clockTime(instant.seconds, zone);
  let text = "";
  for (const part of partsOf(format)) text += typeof part === "string" ? part : part(time, instant, zone);
  return text;
}

function partsOf(format: string): readonly FormatPart[] {
  const known = formats.get(format);
  if (known) return known;
  const parts = parse(format);
  if (formats.size >= maxFormats) formats.clear();
  formats.set(format, parts);
  return parts;
}

/** Text in single quotes, with `''` for a quote itself; the letters of a field; anything else. */
const token = /'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+|'/g;

function parse(format: string): readonly FormatPart[] {
  return [...format.matchAll(token)].map(([text, quoted]) => {
    if (quoted !== undefined) return quoted === "" ? "'" : quoted.replaceAll("''", "'");
    if (!/^[A-Za-z']/.test(text)) return text;
    const field = fields.get(text);
    if (field) return field;
    const known = [...fields.keys()].join(", ");
    throw new Error(`formatDate() knows ${known}, and text in single quotes; got ${JSON.stringify(text)}`);
  });
}

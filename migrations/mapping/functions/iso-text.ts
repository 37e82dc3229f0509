import type { Instant } from "./instant";

const secondsPerDay = 86_400;

/** Days before each month of a year that starts in March, so that a leap day is the last of its year. */
const daysBefore = [0, 31, 61, 92, 122, 153, 184, 214, 245, 275, 306, 337];
const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** From 1 March of year 0 to 1 January 1970. */
const daysToEpoch = 719_468;

/**
 * Reads `2025-11-20`, `2025-11-20T12:00:00.5Z` or the same with a space for the `T`, without a zone or with `Z`, as UTC.
 * `undefined` for all other texts, which may yet be dates.
 */
export function readIsoText(text: string): Instant | undefined {
  const day = dayOf(text);
  if (day === undefined) return undefined;
  if (text.length === 10) return { seconds: day * secondsPerDay, fraction: "" };
  const separator = text.charCodeAt(10);
  const second = separator === upperT || separator === space ? secondOf(text) : undefined;
  if (second === undefined) return undefined;
  const end = text.charCodeAt(text.length - 1) === upperZ ? text.length - 1 : text.length;
  if (end > 19 && !isFraction(text, end)) return undefined;
  return { seconds: day * secondsPerDay + second, fraction: end > 20 ? text.slice(20, end) : "" };
}

const [zero, nine, dash, colon, dot, space, upperT, upperZ] = [..."09-:. TZ"].map((one) =>
  one.charCodeAt(0),
) as [number, number, number, number, number, number, number, number];

/** Days from 1970-01-01 to the date at the start of a text. */
function dayOf(text: string): number | undefined {
  if (text.charCodeAt(4) !== dash || text.charCodeAt(7) !== dash) return undefined;
  const year = pair(text, 0) * 100 + pair(text, 2);
  const month = pair(text, 5);
  const day = pair(text, 8);
  // `Date.UTC` takes years below 100 for others.
  if (!(year >= 100 && month >= 1 && month <= 12 && day >= 1 && day <= lengthOf(month, year)))
    return undefined;
  const marchYear = month > 2 ? year : year - 1;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  const before = daysBefore[(month + 9) % 12] as number;
  return marchYear * 365 + leapDays + before + day - 1 - daysToEpoch;
}

function lengthOf(month: number, year: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return isLeap && month === 2 ? 29 : (monthLengths[month - 1] as number);
}

/** Seconds of the day, from `12:34:56` at the 11th character. */
function secondOf(text: string): number | undefined {
  if (text.charCodeAt(13) !== colon || text.charCodeAt(16) !== colon) return undefined;
  const hour = pair(text, 11);
  const minute = pair(text, 14);
  const second = pair(text, 17);
  return hour <= 23 && minute <= 59 && second <= 59 ? hour * 3600 + minute * 60 + second : undefined;
}

/** One to nine digits after a dot. */
function isFraction(text: string, end: number): boolean {
  if (text.charCodeAt(19) !== dot || end < 21 || end > 29) return false;
  for (let at = 20; at < end; at++) if (Number.isNaN(digit(text, at))) return false;
  return true;
}

/** Two digits as a number; `NaN` if they are none. */
function pair(text: string, at: number): number {
  return digit(text, at) * 10 + digit(text, at + 1);
}

function digit(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= zero && code <= nine ? code - zero : NaN;
}

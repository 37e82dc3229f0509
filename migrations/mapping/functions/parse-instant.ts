import type { Instant } from "./instant";
import { readIsoText } from "./iso-text";

const form =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s?(Z|z|UTC|[+-]\d\d(?::?\d\d)?)?$/;

/** As HTTP and e-mail have it: `Thu, 20 Nov 2025 12:00:00 GMT`. */
const headerForm = /^(?:[A-Z][a-z]{2}, )?(\d\d?) ([A-Z][a-z]{2}) (\d{4}) (\d\d:\d\d:\d\d) (GMT|[+-]\d{4})$/;
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * Reads a date as ISO 8601 and databases write it: `2025-11-20T12:00:00.5+09:00`, `2025-11-20 12:00:00.123456`,
 * `2025-11-20`, and as HTTP does: `Thu, 20 Nov 2025 12:00:00 GMT`.
 * @param zone of text that names none itself: an IANA name or an offset such as `+09:00`
 * @throws Error where it is no date, or none in that zone
 */
export function parseInstant(text: string, zone: string): Instant {
  return (zone === "UTC" ? readIsoText(text) : undefined) ?? parseAnyInstant(text, zone);
}

/** {@link parseInstant} for texts of every form. */
export function parseAnyInstant(text: string, zone: string): Instant {
  const match = form.exec(fromHeader(text.trim()));
  if (!match) throw new Error(`expected a date such as 2025-11-20T12:00:00Z, got ${JSON.stringify(text)}`);
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "", own] = match;
  const local = Date.UTC(+year!, +month! - 1, +day!, +hour, +minute, +second);
  // Date.UTC counts past the end of a month, and reads years before 100 as 1900 and later.
  const written = `${year}-${month}-${day}T${hour.padStart(2, "0")}:${minute.padStart(2, "0")}:${second.padStart(2, "0")}`;
  if (new Date(local).toISOString().slice(0, 19) !== written)
    throw new Error(`there is no date ${JSON.stringify(text)}`);
  return { seconds: inUtc(local, own ?? zone, text) / 1000, fraction };
}

/** A date of a header as ISO 8601; any other text as it is. */
function fromHeader(text: string): string {
  const match = headerForm.exec(text);
  if (!match) return text;
  const [, day = "", month = "", year, time, zone = ""] = match;
  const number = String(months.indexOf(month) + 1).padStart(2, "0");
  return `${year}-${number}-${day.padStart(2, "0")}T${time}${zone.replace("GMT", "Z")}`;
}

function inUtc(local: number, zone: string, text: string): number {
  if (/^(Z|UTC)$/i.test(zone)) return local;
  const offset = fixedOffset(zone);
  if (offset !== undefined) return local - offset;
  // Where clocks go back an hour is there twice; the first of both is meant.
  const day = 86_400_000;
  const offsets = [zoneOffset(local - day, zone), zoneOffset(local + day, zone)];
  const moments = offsets.filter((one) => zoneOffset(local - one, zone) === one).map((one) => local - one);
  if (moments.length === 0)
    throw new Error(`there is no time ${JSON.stringify(text)} in ${zone}, where clocks go forward over it`);
  return Math.min(...moments);
}

/** Milliseconds of an offset such as `+09:00`; `undefined` for a name. */
function fixedOffset(zone: string): number | undefined {
  const [, sign, hours, minutes = "0"] = /^([+-])(\d\d):?(\d\d)?$/.exec(zone) ?? [];
  if (hours === undefined) return undefined;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

/** Milliseconds that the clocks of a zone, a name or an offset, are ahead of UTC. @throws Error if the zone is unknown */
export function offsetAt(moment: number, zone: string): number {
  return /^(Z|UTC)$/i.test(zone) ? 0 : (fixedOffset(zone) ?? zoneOffset(moment, zone));
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Milliseconds that a zone's clocks are before UTC. */
function zoneOffset(moment: number, zone: string): number {
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const { year, month, day, hour, minute, second } = parts as Record<string, number>;
  return Date.UTC(year!, month! - 1, day, hour, minute, second) - moment;
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  try {
    const parts = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit" } as const;
    const format = new Intl.DateTimeFormat("en-US", {
      ...{ timeZone: zone, hourCycle: "h23", minute: "2-digit", second: "2-digit" },
      ...parts,
    });
    formats.set(zone, format);
    return format;
  } catch (cause) {
    throw new Error(`expected a time zone such as UTC, Asia/Seoul or +09:00, got ${JSON.stringify(zone)}`, {
      cause,
    });
  }
}

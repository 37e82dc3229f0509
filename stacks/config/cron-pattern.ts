/** One field of a cron expression: the values that it takes, and what else, as patterns. */
interface FieldPattern {
  readonly value: string;
  readonly also?: string;
}

const months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const weekdays = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const minute: FieldPattern = { value: "0*[1-5]?\\d" };
const hour: FieldPattern = { value: "0*(?:1?\\d|2[0-3])" };
const date = "0*(?:[1-9]|[12]\\d|3[01])";
const dayOfMonth: FieldPattern = { value: date, also: "LW?|(?:[1-9]|[12]\\d|3[01])W" };
const month: FieldPattern = { value: `(?:0*(?:[1-9]|1[0-2])|${names(months)})` };
const dayOfWeek: FieldPattern = {
  value: `(?:0*[1-7]|${names(weekdays)})`,
  also: "[1-7]?L|[1-7]#[1-5]",
};
const year: FieldPattern = { value: "0*(?:19[7-9]\\d|2[01]\\d\\d)" };

/**
 * A six-field cron expression, with `?` for exactly one of the two days, as a pattern of JSON Schema. Unlike the
 * constructs' rule it accepts a range whose end is before its start.
 */
export const cronPattern = `^cron\\(${[minute, hour].map(field).join(" ")} (?:${days("?", dayOfWeek)}|${days(dayOfMonth, "?")}) ${field(year)}\\)$`;

function days(first: FieldPattern | "?", second: FieldPattern | "?"): string {
  const [one, other] = [first, second].map((day) => (day === "?" ? "\\?" : field(day)));
  return `${one} ${field(month)} ${other}`;
}

function field({ value, also }: FieldPattern): string {
  const range = `(?:\\*|${value}(?:-${value})?)(?:/[1-9]\\d*)?`;
  const part = also === undefined ? `(?:${range})` : `(?:${range}|${also})`;
  return `${part}(?:,${part})*`;
}

/** Names in any case: a pattern of JSON Schema has no flags. */
function names(values: readonly string[]): string {
  return values
    .map((name) => [...name].map((letter) => `[${letter}${letter.toLowerCase()}]`).join(""))
    .join("|");
}

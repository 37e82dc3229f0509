/** The valid values of one field of a cron expression. */
interface CronField {
  readonly min: number;
  readonly max: number;
  /** Names for the numbers from `min` on. */
  readonly names?: readonly string[];
  /** Valid syntax of the field other than numbers, ranges, steps and lists. */
  readonly also?: RegExp;
}

const minutes: CronField = { min: 0, max: 59 };
const hours: CronField = { min: 0, max: 23 };
const dayOfMonth: CronField = { min: 1, max: 31, also: /^(L|LW|([1-9]|[12]\d|3[01])W)$/ };
const month: CronField = {
  min: 1,
  max: 12,
  names: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"],
};
const dayOfWeek: CronField = {
  min: 1,
  max: 7,
  names: ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"],
  also: /^([1-7]?L|[1-7]#[1-5])$/,
};
const year: CronField = { min: 1970, max: 2199 };

/**
 * Whether a text is a six-field cron expression as AWS takes it:
 * `cron(minutes hours day-of-month month day-of-week year)`, with `?` for exactly one of the two days.
 *
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
 */
export function isCron(expression: string): boolean {
  const inner = /^cron\((.*)\)$/.exec(expression)?.[1];
  const fields = inner?.split(" ") ?? [];
  if (fields.length !== 6) return false;
  const [minute = "", hour = "", date = "", months = "", weekday = "", years = ""] = fields;
  return (
    (date === "?") !== (weekday === "?") &&
    isField(minute, minutes) &&
    isField(hour, hours) &&
    (date === "?" || isField(date, dayOfMonth)) &&
    isField(months, month) &&
    (weekday === "?" || isField(weekday, dayOfWeek)) &&
    isField(years, year)
  );
}

function isField(text: string, field: CronField): boolean {
  return text.split(",").every((part) => (field.also?.test(part) ?? false) || isRange(part, field));
}

/** `*`, `5` or `1-5`, each with or without a step such as `0/15`. */
function isRange(text: string, field: CronField): boolean {
  const [, range = "", step] = /^([^/]+)(?:\/([1-9]\d*))?$/.exec(text) ?? [];
  if (range === "*") return step === undefined || Number(step) <= field.max;
  const ends = range.split("-").map((end) => valueOf(end, field));
  const [from = NaN, to = from] = ends;
  return ends.length <= 2 && from >= field.min && to <= field.max && from <= to;
}

function valueOf(text: string, { min, names = [] }: CronField): number {
  if (/^\d+$/.test(text)) return Number(text);
  const position = names.indexOf(text.toUpperCase());
  return position === -1 ? NaN : position + min;
}

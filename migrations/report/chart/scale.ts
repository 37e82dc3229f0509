/** A mark on an axis. */
export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** An axis from 0 to `end`. */
export interface Axis {
  readonly end: number;
  readonly ticks: readonly Tick[];
}

/** How many times as high as nearly all values a rare one may be and still be drawn to scale. */
const maxPeak = 2;
/** Values that are held to be nearly all. */
const typicalShare = 0.9;

/**
 * The end of a scale on which nearly all of the values can be read: the highest value, or, if a few are much higher
 * than the rest, somewhat more than the rest.
 *
 * @returns `peak`: the highest value, if it is beyond the end
 */
export function scaleEnd(values: readonly number[]): { readonly end: number; readonly peak?: number } {
  const sorted = values.filter((value) => value > 0).toSorted((a, b) => a - b);
  const highest = sorted.at(-1) ?? 0;
  const typical = sorted[Math.ceil(sorted.length * typicalShare) - 1] ?? 0;
  return sorted.length < 10 || highest <= typical * maxPeak
    ? { end: highest }
    : { end: typical * 1.2, peak: highest };
}

/** An axis of quantities that holds `most`, with round marks, about `count` of them. */
export function quantityAxis(max: number, count = 4): Axis {
  const rough = Math.max(max, Number.MIN_VALUE) / count;
  const power = 10 ** Math.floor(Math.log10(max > 0 ? rough : 1));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough * 0.999) ?? 10) * power;
  const steps = Math.max(1, Math.ceil(max / step - 1e-9));
  return {
    end: steps * step,
    ticks: Array.from({ length: steps + 1 }, (_, index) => tickOf(index * step)),
  };
}

function tickOf(value: number): Tick {
  return { value, label: shortCount(value) };
}

/** `0.25`, `950`, `12.5k`, `3M` */
export function shortCount(value: number): string {
  const [size, unit] =
    value >= 1e9 ? [1e9, "G"] : value >= 1e6 ? [1e6, "M"] : value >= 1000 ? [1000, "k"] : [1, ""];
  return `${Number((value / size).toPrecision(3))}${unit}`;
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
/** Steps that people count time in. */
const timeSteps = [
  ...[0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * minute),
  ...[1, 2, 3, 6, 12].map((hours) => hours * hour),
  ...[1, 2, 5, 10].map((days) => days * day),
];

/** An axis of time that ends with `seconds`, with round marks, at most `count` steps of them. */
export function timeAxis(seconds: number, count = 8): Axis & { readonly unit: string } {
  const end = Math.max(seconds, 0.1);
  const step = timeSteps.find((one) => end / one <= count) ?? Math.ceil(end / count / day) * day;
  const { unit, label } = timeFormat(step, end);
  const ticks = Array.from({ length: Math.floor(end / step + 1e-9) + 1 }, (_, index) => ({
    value: index * step,
    label: label(index * step),
  }));
  return { end, unit, ticks };
}

function timeFormat(step: number, end: number): { unit: string; label: (seconds: number) => string } {
  if (end < minute * 2 && step < minute) return { unit: "s", label: (at) => String(Number(at.toFixed(1))) };
  if (step < minute) return { unit: "min:s", label: (at) => pair(at, minute, 1) };
  if (end < hour * 2 && step < hour) return { unit: "min", label: (at) => String(at / minute) };
  if (step < hour) return { unit: "h:min", label: (at) => pair(at, hour, minute) };
  return step < day
    ? { unit: "h", label: (at) => String(at / hour) }
    : { unit: "days", label: (at) => String(at / day) };
}

/** `1:05` */
function pair(seconds: number, large: number, small: number): string {
  const rest = Math.round((seconds % large) / small);
  return `${Math.floor(seconds / large)}:${String(rest).padStart(2, "0")}`;
}

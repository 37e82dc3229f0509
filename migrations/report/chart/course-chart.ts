import { html, type Markup } from "../html";
import { count } from "../quantity";
import { utc } from "../utc";
import { type Interval, resumptions } from "./intervals";
import { swatch } from "./swatch";
import { type Axis, quantityAxis, scaleEnd, timeAxis } from "./scale";

/** What a chart shows of every interval. */
export interface Series {
  readonly name: string;
  readonly value: (interval: Interval) => number;
  /** A line; an area below it; or bars, put on those of the series before. */
  readonly form: "line" | "area" | "bars";
  /** Which of the page's colours, 1 to 6. */
  readonly colour: number;
}

export interface TimelineChart {
  readonly title: string;
  /** Unit of the vertical axis: `rows per second`. */
  readonly unit: string;
  /** As wide as the page. @default half of it */
  readonly isWide?: boolean;
  readonly series: readonly Series[];
}

/** Pixels; the width is the page's. */
const plotHeight = 168;
const topMargin = 8;
const bottomMargin = 26;
const labelWidth = 46;
const height = topMargin + plotHeight + bottomMargin;
/** Units of the stretched drawing. */
const drawingWidth = 1000;

/**
 * A chart of a run's course over its working time, as inline SVG that fills the available width, without a script.
 * What is drawn is stretched; labels are not.
 */
export function timelineChart(chart: TimelineChart, intervals: readonly Interval[]): Markup {
  const across = timeAxis(intervals.at(-1)?.to ?? 0);
  const { end, peak } = scaleEnd(tops(chart.series, intervals));
  const up = quantityAxis(end);
  return html`<figure class="${chart.isWide ? "chart wide" : "chart"}">
    <figcaption>
      <b>${chart.title}</b> <span>${chart.unit}; time in ${across.unit}</span>${legend(chart)}
    </figcaption>
    <div class="plot">
      <svg class="labels" width="${labelWidth}" height="${height}" aria-hidden="true">
        ${up.ticks.map(
          ({ value, label }) =>
            html`<text x="${labelWidth - 8}" y="${y(value, up) + 4}" text-anchor="end">${label}</text>`,
        )}
      </svg>
      <svg
        class="drawing"
        width="100%"
        height="${height}"
        role="img"
        aria-label="${spoken(chart, intervals)}"
      >
        ${up.ticks.map(
          ({ value }) =>
            html`<line class="grid" x1="0" x2="100%" y1="${y(value, up)}" y2="${y(value, up)}"></line>`,
        )}
        <svg
          x="0"
          y="${topMargin}"
          width="100%"
          height="${plotHeight}"
          viewBox="0 0 ${drawingWidth} ${plotHeight}"
          preserveAspectRatio="none"
        >
          ${drawn(chart.series, intervals, across, up)}
        </svg>
        ${resumptions(intervals).map(({ seconds, at }) => resumption(seconds, at, across))}
        ${timeLabels(across)} ${tooltips(chart, intervals, across)}
      </svg>
    </div>
    ${peak !== undefined && html`<p class="soft note">Higher than the scale for a moment: up to ${figure(peak)}.</p>`}
  </figure>`;
}

/** Bars stand on each other. */
function tops(series: readonly Series[], intervals: readonly Interval[]): number[] {
  const bars = series.filter(({ form }) => form === "bars");
  return intervals.map((interval) =>
    Math.max(
      ...series.map(({ value }) => value(interval)),
      bars.reduce((sum, { value }) => sum + value(interval), 0),
    ),
  );
}

function y(value: number, up: Axis): number {
  return round(topMargin + plotHeight * (1 - value / up.end));
}

function round(number: number): number {
  return Math.round(number * 100) / 100;
}

function percent(seconds: number, across: Axis): string {
  return `${round((seconds / across.end) * 100)}%`;
}

function drawn(series: readonly Series[], intervals: readonly Interval[], across: Axis, up: Axis): Markup[] {
  const x = (seconds: number): number => round((seconds / across.end) * drawingWidth);
  const top = (value: number): number => round(plotHeight * Math.max(0, 1 - value / up.end));
  const base = intervals.map(() => 0);
  return series.flatMap(({ form, value, colour }) => {
    if (form === "bars") {
      return intervals.flatMap((interval, index) => {
        const bottom = base[index] ?? 0;
        base[index] = bottom + value(interval);
        return value(interval) === 0
          ? []
          : html`<rect
              class="fill-${colour}"
              x="${x(interval.from)}"
              y="${top(base[index])}"
              width="${round(x(interval.to) - x(interval.from))}"
              height="${round(top(bottom) - top(base[index]))}"
            ></rect>`;
      });
    }
    return sessions(intervals).flatMap((ofSession) => {
      const line = linePoints(ofSession, value).map(([at, height]) => `${x(at)} ${top(height)}`);
      const from = x(ofSession[0]?.from ?? 0);
      const to = x(ofSession.at(-1)?.to ?? 0);
      return [
        form === "area"
          ? html`<path
              class="area-${colour}"
              d="M${from} ${plotHeight}L${line.join("L")}L${to} ${plotHeight}Z"
            ></path>`
          : html``,
        html`<path class="line-${colour}" d="M${line.join("L")}"></path>`,
      ];
    });
  });
}

/** A rate is that of the middle of its interval; the first and the last reach to the ends. */
function linePoints(
  intervals: readonly Interval[],
  value: (interval: Interval) => number,
): (readonly [seconds: number, value: number])[] {
  const [first, last] = [intervals[0], intervals.at(-1)];
  if (!first || !last) return [];
  return [
    [first.from, value(first)],
    ...intervals.map((interval) => [(interval.from + interval.to) / 2, value(interval)] as const),
    [last.to, value(last)],
  ];
}

function sessions(intervals: readonly Interval[]): Interval[][] {
  const all: Interval[][] = [];
  for (const interval of intervals) {
    if (all.at(-1)?.at(-1)?.session === interval.session) all.at(-1)?.push(interval);
    else all.push([interval]);
  }
  return all;
}

function resumption(seconds: number, at: string, across: Axis): Markup {
  const x = percent(seconds, across);
  return html`<line class="resumed" x1="${x}" x2="${x}" y1="${topMargin}" y2="${topMargin + plotHeight}">
    <title>resumed at ${utc(at)}</title>
  </line>`;
}

function timeLabels(across: Axis): Markup[] {
  return across.ticks.map(({ value, label }, index) => {
    const isLast = value > across.end * 0.94;
    const anchor = index === 0 ? "start" : isLast ? "end" : "middle";
    return html`<text x="${percent(value, across)}" y="${height - 8}" text-anchor="${anchor}"
      >${label}</text
    >`;
  });
}

/** What a browser shows of an interval under the pointer. */
function tooltips({ series }: TimelineChart, intervals: readonly Interval[], across: Axis): Markup[] {
  return intervals.map((interval) => {
    const values = series.map(({ name, value }) => `${name}: ${figure(value(interval))}`);
    return html`<rect
      class="touch"
      x="${percent(interval.from, across)}"
      y="${topMargin}"
      width="${percent(interval.to - interval.from, across)}"
      height="${plotHeight}"
      ><title>${[utc(interval.at), ...values].join("\n")}</title></rect
    >`;
  });
}

/** Of a single series the title says it all. */
function legend({ series }: TimelineChart): Markup | undefined {
  if (series.length === 1 && series[0]?.form !== "bars") return undefined;
  return html`<ul class="legend">
    ${series.map(({ name, colour }) => html`<li>${swatch(colour)} ${name}</li>`)}
  </ul>`;
}

/** The chart in words. */
function spoken({ title, unit, series }: TimelineChart, intervals: readonly Interval[]): string {
  const parts = series.map(({ name, value }) => {
    const values = intervals.map(value);
    return `${name} at most ${figure(Math.max(0, ...values))}`;
  });
  return `${title} over time, in ${unit}: ${parts.join(", ")}`;
}

function figure(value: number): string {
  return value >= 10 ? count(Math.round(value)) : String(Number(value.toFixed(1)));
}

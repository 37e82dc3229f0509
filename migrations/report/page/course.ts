import { type TimelineChart, timelineChart, type Series } from "../chart/course-chart";
import { type Interval, intervalsOf, resumptions } from "../chart/intervals";
import { html, type Markup } from "../html";
import { count } from "../quantity";
import type { RunReport } from "../run-report";
import { utc } from "../utc";

/** Stretches that a chart shows. */
const maxIntervals = 120;
/** Reasons that have a colour of their own. */
const maxReasons = 3;

/** The run over time, as charts. */
export function timelineSection(report: RunReport): Markup {
  const intervals = intervalsOf(report.timeline, maxIntervals);
  if (intervals.length < 2)
    return html`<section>
      <h2>Over time</h2>
      <p class="soft">${whyNone(report)}</p>
    </section>`;
  const charts = [...throughput, ...retries(report)];
  return html`<section>
    <h2>Over time</h2>
    <div class="charts">${charts.map((chart) => timelineChart(chart, intervals))}</div>
    ${noRetries(report)} ${pauses(intervals)}
  </section>`;
}

function whyNone({ timeline, state }: RunReport): string {
  if (timeline.length > 0) return "The run was too short for a chart.";
  return state === "dry-run" ? "No timeline is kept of a dry run." : "No timeline of this run was kept.";
}

const perSecond =
  (figure: (interval: Interval) => number) =>
  (interval: Interval): number =>
    (figure(interval) * 1000) / interval.ms;

const throughput: readonly TimelineChart[] = [
  {
    title: "Throughput",
    unit: "per second",
    isWide: true,
    series: [
      { name: "items written", value: perSecond(({ written }) => written), form: "area", colour: 2 },
      { name: "rows read", value: perSecond(({ read }) => read), form: "line", colour: 1 },
    ],
  },
  {
    title: "Write units",
    unit: "per second, tables and indexes",
    series: [
      { name: "write units", value: perSecond(({ writeUnits }) => writeUnits), form: "area", colour: 5 },
    ],
  },
  {
    title: "Requests in flight",
    unit: "maximum at the same time",
    series: [{ name: "requests", value: ({ inFlight }) => inFlight, form: "area", colour: 1 }],
  },
];

/** Throttled requests and other repeated ones, those of rare reasons together. */
function retries({ retries: times }: RunReport): TimelineChart[] {
  const reasons = Object.entries(times)
    .toSorted((a, b) => b[1] - a[1])
    .map(([reason]) => reason);
  if (reasons.length === 0) return [];
  const named = reasons.slice(0, maxReasons);
  const rest = reasons.slice(maxReasons);
  const sum = (interval: Interval, some: readonly string[]): number =>
    some.reduce((all, reason) => all + (interval.retries[reason] ?? 0), 0);
  const bars = (name: string, some: readonly string[], colour: number): Series => ({
    name: `${name} (${count(some.reduce((all, reason) => all + (times[reason] ?? 0), 0))})`,
    value: perSecond((interval) => sum(interval, some)),
    form: "bars",
    colour,
  });
  const series = named.map((reason, index) => bars(reason, [reason], index + 3));
  return [
    {
      title: "Throttled and retried requests",
      unit: "per second",
      isWide: true,
      series: rest.length === 0 ? series : [...series, bars("other reasons", rest, 6)],
    },
  ];
}

function noRetries({ retries: times }: RunReport): Markup | string {
  if (Object.keys(times).length > 0) return "";
  return html`<p class="note soft">No request was throttled or retried.</p>`;
}

function pauses(intervals: readonly Interval[]): Markup | string {
  const times = resumptions(intervals);
  if (times.length === 0) return "";
  const shown = times.slice(0, 5).map(({ at }) => utc(at));
  const more = times.length > shown.length ? ` and ${count(times.length - shown.length)} times more` : "";
  return html`<p class="note soft">
    Time is working time. The dashed lines are pauses; the run was resumed at ${shown.join(", ")}${more}.
  </p>`;
}

import type { Progress } from "../../pipeline/read/observer";
import { count, counted, duration } from "../../report/quantity";

const longestBar = 30;
const shortestBar = 10;

/** What is known of the work on one entity. */
export interface ProgressFigures {
  readonly entity: string;
  readonly progress: Progress;
  /** Rows per second of late; `undefined` before that can be told. */
  readonly rate: number | undefined;
  /** Requests that were retried. */
  readonly retries: number;
}

/** The progress of one entity in one line of at most `columns` characters, with a bar if there is room. */
export function progressBar(figures: ProgressFigures, columns: number): string {
  const { entity, progress } = figures;
  const share = shareDone(progress);
  const parts = [
    ...(share === undefined ? [] : [percent(share)]),
    ...timeLeft(figures),
    rowsOf(progress, "~"),
    ...rateOf(figures, "/s"),
    ...retriesOf(figures),
  ];
  for (let kept = parts.length; kept > 0; kept--) {
    const text = parts.slice(0, kept).join(" · ");
    const room = columns - entity.length - text.length - 3;
    if (share !== undefined && room >= shortestBar)
      return `${entity} ${bar(share, Math.min(room, longestBar))} ${text}`;
    if (share === undefined && room >= 0) return `${entity} · ${text}`;
  }
  return `${entity} ${parts[0]}`;
}

/** The progress of one entity as a line of a log. */
export function progressLine(figures: ProgressFigures): string {
  const { entity, progress } = figures;
  const share = shareDone(progress);
  const unit = progress.unit ?? "row";
  return `${entity}: ${[
    ...(share === undefined ? [] : [percent(share)]),
    rowsOf(progress, "about "),
    ...rateOf(figures, ` ${unit}s per second`),
    ...timeLeft(figures),
    ...retriesOf(figures),
  ].join(", ")}`;
}

/** Below 1 while the work is in progress. */
function shareDone({ rows, total }: Progress): number | undefined {
  return total === undefined || total <= 0 ? undefined : Math.min(rows / total, 0.999);
}

function percent(share: number): string {
  return `${Math.floor(share * 100)} %`;
}

function bar(share: number, width: number): string {
  const full = Math.floor(share * width);
  return "█".repeat(full) + "░".repeat(width - full);
}

function rowsOf({ rows, total, isTotalExact, unit = "row" }: Progress, about: string): string {
  if (total === undefined) return counted(rows, unit);
  return `${count(rows)} of ${isTotalExact ? "" : about}${counted(Math.max(rows, Math.round(total)), unit)}`;
}

function rateOf({ rate }: ProgressFigures, unit: string): string[] {
  if (rate === undefined) return [];
  return [`${rate > 0 && rate < 10 ? rate.toFixed(1) : count(Math.round(rate))}${unit}`];
}

/** At the rate of late. */
function timeLeft({ progress: { rows, total }, rate }: ProgressFigures): string[] {
  if (total === undefined || rate === undefined || rate <= 0) return [];
  return [`${duration(Math.max(0, total - rows) / rate)} left`];
}

function retriesOf({ retries }: ProgressFigures): string[] {
  return retries > 0 ? [`${counted(retries, "request")} retried`] : [];
}

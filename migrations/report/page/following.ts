import type { FollowState } from "../../run-store/follow/follow-state";
import { timelineChart } from "../chart/course-chart";
import type { Interval } from "../chart/intervals";
import { html, type Markup } from "../html";
import { followLine } from "../text/follow-text";
import { utc } from "../utc";

/** How far the changes of the source are carried over, and the lag over time. */
export function followingSection(following: FollowState | undefined): Markup | string {
  if (!following || following.updatedAt === following.startedAt) return "";
  const { phase, updatedAt, counts, dirty, rejected, suspended = [], lagMs } = following;
  return html`<section>
    <h2>Following the source</h2>
    <p>
      ${phase}, as of ${utc(updatedAt)}:
      ${followLine({ counts, dirty, rejected: rejected.length, suspended, lagMs })}
    </p>
    ${lagChart(following)}
  </section>`;
}

function lagChart({ lags = [] }: FollowState): Markup {
  if (lags.length < 2) return html`<p class="soft">It was too short for a chart.</p>`;
  const seconds = new Map<Interval, number>();
  let from = 0;
  for (const { at, ms, session, lagMs } of lags) {
    const nothing = { read: 0, written: 0, writeUnits: 0, retries: {}, inFlight: 0 };
    const to = from + ms / 1000;
    seconds.set({ at, ms, session, from, to, ...nothing }, lagMs / 1000);
    from = to;
  }
  const series = { name: "maximum lag", value: (one: Interval) => seconds.get(one) ?? 0 };
  const chart = timelineChart(
    { title: "Lag", unit: "seconds", isWide: true, series: [{ ...series, form: "area", colour: 3 }] },
    [...seconds.keys()],
  );
  return html`<div class="charts">${chart}</div>
    <p class="note soft">
      The time from the commit of a change in the source until it is in the tables. Dashed lines: following
      was stopped and started again.
    </p>`;
}

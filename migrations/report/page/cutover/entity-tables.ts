import { type GateReading, isRed } from "../../../../cutover/steps/check-gates";
import type { ObservedProcess } from "../../../../cutover/steps/observe-processes";
import type { EntityStatus } from "../../../../cutover/steps/status";
import { html, type Markup } from "../../html";
import { count, duration } from "../../quantity";
import { utc } from "../../utc";
import { dataTable } from "../data-table";

const shownEvents = 20;

/** Each gate with its figure and its limit, and what to do if it is red. */
export function gatesTable({ gates }: EntityStatus): Markup {
  return dataTable(
    [
      ...[{ title: "gate" }, { title: "now", isFigure: true }, { title: "limit", isFigure: true }],
      ...[{ title: "state" }, { title: "if it is red" }],
    ],
    gates.map((reading) => {
      const { name, figure } = shown[reading.gate];
      const state = isRed(reading) ? badge("bad", "red") : badge("good", "green");
      return [name, figure(reading.value), figure(reading.limit), state, reading.fix];
    }),
  );
}

/** How a gate is shown. */
interface Shown {
  readonly name: string;
  readonly figure: (value: number) => string;
}

const shown: Readonly<Record<GateReading["gate"], Shown>> = {
  "error-rate": {
    name: "failed calls of the tables",
    figure: (share) => `${Number((share * 100).toPrecision(3))} %`,
  },
  "latency-p99": { name: "99th percentile of their latency", figure: (ms) => `${Math.round(ms)} ms` },
  differences: { name: "differences found by comparison", figure: count },
  "ledger-age": { name: "age of the oldest ledger entry", figure: (seconds) => `${Math.round(seconds)} s` },
};

/** Each process with its last report. @param madeAt ISO 8601 */
export function processesTable({ processes, control }: EntityStatus, madeAt: string): Markup {
  if (processes.length === 0) return html`<p class="soft">No process reports.</p>`;
  const figures = ["revision", "in flight", "reads old / tables", "failed", "p99", "compared", "different"];
  return dataTable(
    [
      ...[{ title: "process" }, { title: "state" }, { title: "last report", isFigure: true }],
      ...figures.map((title) => ({ title, isFigure: true })),
    ],
    processes.map((process) => [
      process.label,
      processState(process, control.revision),
      ageOf(process, madeAt),
      ...reported(process),
    ]),
  );
}

function processState({ state, last }: ObservedProcess, revision: number): Markup {
  if (state === "silent") return badge("bad", "silent");
  if (state === "ended") return badge("calm", "ended");
  return last?.revision === revision ? badge("good", "live") : badge("warn", "late");
}

/** By the clocks of its host and of this one. */
function ageOf({ at }: ObservedProcess, madeAt: string): string {
  const seconds = (Date.parse(madeAt) - Date.parse(at ?? "")) / 1000;
  return Number.isNaN(seconds) ? "unknown" : `${duration(Math.max(0, seconds))} ago`;
}

function reported({ last }: ObservedProcess): string[] {
  if (!last) return Array.from({ length: 7 }, () => "–");
  const { reads, errors, latencyP99 } = last;
  return [
    ...[String(last.revision), count(last.writesInFlight), `${count(reads.old)} / ${count(reads.new)}`],
    ...[
      count(errors.old + errors.new),
      latencyP99.new === undefined ? "–" : `${Math.round(latencyP99.new)} ms`,
    ],
    ...[count(last.compared), count(last.differences)],
  ];
}

/** The oldest entries of the ledger. */
export function ledgerTable({ ledger: { oldest, entries } }: EntityStatus): Markup {
  if (entries === 0) return html`<p class="soft">No record is marked as different.</p>`;
  return html`${dataTable(
    [{ title: "key" }, { title: "age", isFigure: true }, { title: "writer" }],
    oldest.map(({ key, seconds, writer }) => [html`<bdi>${key}</bdi>`, duration(seconds), writer]),
  )}
  ${entries > oldest.length && html`<p class="note soft">The oldest ${oldest.length} of ${count(entries)}.</p>`}`;
}

/** The changes of the control, newest first. */
export function historyTable({ events }: EntityStatus): Markup {
  return html`${dataTable(
    [{ title: "at" }, { title: "change" }, { title: "by" }, { title: "revision", isFigure: true }],
    events
      .slice(0, shownEvents)
      .map(({ at, change, by, revision }) => [utc(at), change, by, String(revision)]),
  )}
  ${events.length > shownEvents && html`<p class="note soft">The last ${shownEvents} of ${count(events.length)}: see cutover history.</p>`}`;
}

function badge(tone: string, word: string): Markup {
  return html`<span class="badge ${tone}">${word}</span>`;
}

import type { Clock } from "../clock";
import type { Control, EntityReport, ProcessReport } from "../control/control";

/** A process that has reported. */
export interface ObservedProcess {
  readonly process: string;
  readonly label: string;
  /** Of its last report. */
  readonly beats: number;
  /** When it last reported, by the clock of its host: for people only. */
  readonly at?: string;
  /**
   * - `live`: it reported while it was observed
   * - `silent`: it has not reported yet, and a lease has not passed since the observation started
   * - `ended`: it did not report for a whole lease, and reads the control before it acts again
   */
  readonly state: "live" | "silent" | "ended";
  /** Its report of the entity; absent if it does not use it. */
  readonly first: EntityReport | undefined;
  readonly last: EntityReport | undefined;
}

/** What is observed, and for how long. */
export interface Observation {
  readonly control: Control;
  readonly clock: Clock;
  readonly entity: string;
  /** The name under which the observer itself reports: it is not waited for. */
  readonly except?: string;
  readonly leaseMilliseconds: number;
  /** Ends the observation earlier; processes that did not report by then are `silent`. @default the lease */
  readonly untilMilliseconds?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Between two looks, at first and at most. Milliseconds. */
const [firstLookMs, maxLookMs] = [250, 1000];

interface Seen {
  readonly first: ProcessReport;
  last: ProcessReport;
  firstAt: number;
}

/**
 * Tells which processes live, by the change of their reports on this process's own clock that only moves forward. Ends as
 * soon as every process has reported, or after a lease.
 */
export async function observeProcesses(observation: Observation): Promise<readonly ObservedProcess[]> {
  const { clock, leaseMilliseconds, signal } = observation;
  const until = observation.untilMilliseconds ?? leaseMilliseconds;
  const seen = new Map<string, Seen>();
  for (let lookMs = firstLookMs; ; lookMs = Math.min(lookMs * 1.2, maxLookMs)) {
    // If this process is stopped after its request, the response is older than the time then.
    const now = clock.now();
    await look(observation, seen);
    const waiting = [...seen.values()].filter((one) => one.first.beats === one.last.beats);
    const isOver = waiting.every(({ firstAt }) => now - firstAt >= until);
    if (isOver || signal?.aborted) return [...seen.values()].map((one) => observed(one, now, observation));
    await clock.sleep(lookMs, signal);
  }
}

/** Processes that left meanwhile are forgotten. */
async function look(observation: Observation, seen: Map<string, Seen>): Promise<void> {
  const { control, clock, entity, except } = observation;
  const others = (await control.reports()).filter(({ process }) => process !== except);
  const reports = others.filter((report) => uses(report, entity));
  const names = new Set(reports.map(({ process }) => process));
  for (const name of [...seen.keys()]) if (!names.has(name)) seen.delete(name);
  for (const report of reports) {
    const known = seen.get(report.process);
    if (known) known.last = report;
    else seen.set(report.process, { first: report, last: report, firstAt: clock.now() });
  }
}

function uses(report: ProcessReport, entity: string): boolean {
  return reportOf(report, entity) !== undefined;
}

/** A process's report of one entity. */
export function reportOf(report: ProcessReport, entity: string): EntityReport | undefined {
  return report.entities.find((one) => one.entity === entity);
}

function observed({ first, last, firstAt }: Seen, now: number, observation: Observation): ObservedProcess {
  const { entity, leaseMilliseconds } = observation;
  const isLive = first.beats !== last.beats;
  return {
    ...{ process: last.process, label: last.label, beats: last.beats },
    ...(last.at !== undefined && { at: last.at }),
    state: isLive ? "live" : now - firstAt >= leaseMilliseconds ? "ended" : "silent",
    ...{ first: reportOf(first, entity), last: reportOf(last, entity) },
  };
}

import type { Clock } from "../clock";
import type { Control, ProcessReport } from "../control/control";
import { leaseMilliseconds } from "../control/lease";
import { type ObservedProcess, observeProcesses, reportOf } from "./observe-processes";

/** What is waited for. */
export interface ProcessWait {
  readonly control: Control;
  readonly clock: Clock;
  readonly entity: string;
  /** The name under which the one who waits reports. */
  readonly except?: string;
  /** As observed before: those that had ended are not waited for. */
  readonly processes: readonly ObservedProcess[];
  /** The revision that every process must act by. */
  readonly revision: number;
  /** On the clock. */
  readonly deadline: number;
  /** Whether no write may be in flight. */
  readonly idle: boolean;
  /** Between the first two looks. Later ones are up to ten times as far apart. Milliseconds. */
  readonly lookMs: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits until every process acts by a revision, those too that have registered since. A process that leaves is not waited
 * for, nor is one that had ended before and still does not report.
 *
 * @returns why each of the others is late, for people; empty if none is
 */
export async function waitForProcesses(wait: ProcessWait): Promise<readonly string[]> {
  const ended = new Map(
    wait.processes.filter(({ state }) => state === "ended").map(({ process, beats }) => [process, beats]),
  );
  for (let { lookMs } = wait; ; lookMs = Math.min(lookMs * 1.1, wait.lookMs * 10)) {
    const reports = (await wait.control.reports()).filter(
      ({ process, beats }) => process !== wait.except && ended.get(process) !== beats,
    );
    const late = reports.flatMap((report) => lateness(report, wait));
    if (late.length === 0 || wait.clock.now() >= wait.deadline || wait.signal?.aborted) return late;
    await wait.clock.sleep(lookMs, wait.signal);
  }
}

function lateness(report: ProcessReport, { entity, revision, idle }: ProcessWait): string[] {
  const { label } = report;
  const own = reportOf(report, entity);
  if (!own) return [];
  if (own.revision < revision) return [`${label} has not reported revision ${revision}`];
  if (idle && own.writesInFlight > 0)
    return [
      `${label} has ${own.writesInFlight === 1 ? "1 write" : `${own.writesInFlight} writes`} in flight`,
    ];
  return [];
}

/** Whose processes must act by a revision. */
export interface RevisionWait {
  readonly control: Control;
  readonly clock: Clock;
  readonly entity: string;
  /** The name under which the one who waits reports. */
  readonly except?: string;
  /** How long a process that does not report may still live. @default 30000 */
  readonly leaseMilliseconds?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Waits until every process acts by a revision, at most for a lease after it is known which processes live. Before that, a
 * write in flight by an earlier revision may have neither a second write nor a ledger entry.
 *
 * @returns why each of the others is late, for people; empty if none is
 */
export async function waitForRevision(settings: RevisionWait, revision: number): Promise<readonly string[]> {
  const wait = { leaseMilliseconds, ...settings };
  const processes = await observeProcesses(wait);
  const deadline = wait.clock.now() + wait.leaseMilliseconds;
  return waitForProcesses({ ...wait, processes, revision, deadline, idle: false, lookMs: 100 });
}

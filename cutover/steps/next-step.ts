import type { ControlEvent, EntityControl } from "../control/control";
import { nextPhase } from "./advance";
import { checkBackfill, checkVerified } from "./check-entity";
import { type GateReading, isRed } from "./check-gates";
import type { LedgerState } from "./ledger-state";
import type { ObservedProcess } from "./observe-processes";

/** What to do next. */
export interface NextStep {
  /** The arguments of `dynamodb-migrate`: `cutover advance --entity users`. */
  readonly command: readonly string[];
  /** What it does, or why it is needed. */
  readonly why: string;
  /** An option that the command needs and only the operator knows the value of, with its meaning. */
  readonly add?: string;
}

/** What is known of an entity. */
export interface Situation {
  readonly control: EntityControl;
  readonly processes: readonly ObservedProcess[];
  readonly ledger: LedgerState;
  readonly gates: readonly GateReading[];
  /** Newest first. */
  readonly events: readonly ControlEvent[];
}

/** The command that an operator calls next: first for what is wrong, then for the next phase. */
export function nextStep(situation: Situation): NextStep {
  const step = problemStep(situation) ?? phaseStep(situation);
  return step.command.includes("advance") ? { ...step, add: expectedProcesses(situation) } : step;
}

/** Steps that wait for every process cannot know of one that has never reported. */
export function expectedProcesses({ processes }: Pick<Situation, "processes">): string {
  const live = processes.filter(({ state }) => state === "live").length;
  return `--expect-processes <number>: how many processes of the application you run (${live} ${live === 1 ? "reports" : "report"} now)`;
}

function problemStep({ control, processes, ledger, gates }: Situation): NextStep | undefined {
  const { freeze, unverified, percent, mode, phase } = control;
  const red = gates.find(isRed);
  if (freeze) return cutover("a flip is under way; writes are frozen for some seconds at most", "watch");
  if (red && percent > 0)
    return own(control, `a gate is red (${red.text}): read from old until it is clear why`, "percent", "0");
  if (processes.some(({ state }) => state === "silent"))
    return cutover("a process does not report: check that it runs and reaches the control", "watch");
  if (unverified && (mode === "dual" || phase === "new"))
    return own(control, `records may differ without a mark: ${unverified.reason}`, "repair", "--all");
  if (ledger.entries > 0 && ledger.oldestSeconds > control.gates.maxLedgerAge)
    return own(control, "ledger entries are older than their limit", "repair");
  return undefined;
}

function phaseStep(situation: Situation): NextStep {
  const { control, events } = situation;
  const { phase, mode } = control;
  if (phase === "dual" && !checkBackfill(events, control).ok)
    return own(control, "copies every record of the old store to the tables", "repair", "--all");
  if (phase === "shadow") return shadowStep(situation);
  if (phase === "new")
    return own(
      control,
      "stops copying to the old store; from then on the way back copies every record",
      "advance",
    );
  if (phase === "new-only") return own(control, "once the application no longer uses the library", "end");
  const way = mode === "follow" && phase === "follow" ? " once follow has caught up" : "";
  return own(control, `enters ${nextPhase(control)}${way}`, "advance");
}

function shadowStep({ control, events }: Situation): NextStep {
  const { percent, mode } = control;
  if (!checkVerified(events, control).ok) {
    const why = "compares all records; a percentage above 0 and the flip need it";
    return mode === "follow"
      ? { command: ["verify", "--live"], why }
      : own(control, `${why}: repeat it until it finds no differences`, "repair", "--all");
  }
  if (percent === 100) return own(control, "the flip: the tables become the authority", "advance");
  const why = "reads more keys from the tables; lowering it again is safe at any time";
  return own(control, why, "percent", String(nextPercent(percent)));
}

function own({ entity }: EntityControl, why: string, ...command: readonly string[]): NextStep {
  return cutover(why, ...command, "--entity", entity);
}

function cutover(why: string, ...command: readonly string[]): NextStep {
  return { command: ["cutover", ...command], why };
}

const percentages = [1, 10, 25, 50, 100];

function nextPercent(percent: number): number {
  return percentages.find((step) => step > percent) ?? 100;
}

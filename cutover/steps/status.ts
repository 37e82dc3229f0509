import type { Clock } from "../clock";
import type { Control, EntityControl } from "../control/control";
import { leaseMilliseconds } from "../control/lease";
import type { Ledger } from "../ledger/ledger";
import { authorityIn, convergesIn, type Side } from "../phase";
import { nextPhase } from "./advance";
import { type GateReading, isRed, readGates } from "./check-gates";
import { type LedgerState, readLedger } from "./ledger-state";
import { observeProcesses, type ObservedProcess } from "./observe-processes";

/** The state of one entity's cutover. */
export interface EntityStatus {
  readonly control: EntityControl;
  readonly processes: readonly ObservedProcess[];
  readonly ledger: LedgerState;
  readonly gates: readonly GateReading[];
  /** The store whose content is right. */
  readonly authority: Side;
  /** For people: `old, 10 % of the keys new`. */
  readonly reads: string;
  /** For people: `old, then new`. */
  readonly writes: string;
  readonly next: NextStep;
}

/** What to do next: arguments of `cutover`, and why. */
export interface NextStep {
  readonly command: readonly string[];
  readonly why: string;
}

/** What is asked. */
export interface StatusSettings {
  readonly control: Control;
  readonly ledger: Ledger;
  readonly clock: Clock;
  /** @default all */
  readonly entities?: readonly string[] | undefined;
  /** How long processes are waited for. Milliseconds. */
  readonly observeMilliseconds: number;
  readonly signal?: AbortSignal | undefined;
}

/** Reads the state of entities, by name. Changes nothing. */
export async function status(settings: StatusSettings): Promise<readonly EntityStatus[]> {
  const { control, entities, clock, ledger } = settings;
  const names = [...(await control.read()).keys()].filter((name) => entities?.includes(name) ?? true);
  const observed = await Promise.all(
    names.map((entity) =>
      observeProcesses({
        ...settings,
        entity,
        leaseMilliseconds,
        untilMilliseconds: settings.observeMilliseconds,
      }),
    ),
  );
  // What was changed meanwhile shows.
  const current = await control.read();
  const states: EntityStatus[] = [];
  for (const [index, name] of names.entries()) {
    const own = current.get(name);
    if (own) states.push(statusOf(own, observed[index] ?? [], await readLedger(ledger, name, clock)));
  }
  return states.toSorted((a, b) => (a.control.entity < b.control.entity ? -1 : 1));
}

function statusOf(
  control: EntityControl,
  processes: readonly ObservedProcess[],
  ledger: LedgerState,
): EntityStatus {
  const gates = readGates(control, processes, ledger);
  return {
    ...{ control, processes, ledger, gates, authority: authorityIn(control.phase) },
    ...{
      reads: readsOf(control),
      writes: writesOf(control),
      next: nextStep(control, processes, ledger, gates),
    },
  };
}

function readsOf({ phase, percent, allow, deny }: EntityControl): string {
  if (authorityIn(phase) === "new") return "new";
  if (phase !== "shadow" || (percent === 0 && allow.length === 0)) return "old";
  const lists = [
    ...(allow.length > 0 ? [`+${allow.length} allowed`] : []),
    ...(deny.length > 0 ? [`-${deny.length} denied`] : []),
  ];
  return percent === 100 && deny.length === 0
    ? "new (100 %)"
    : `old; new for ${percent} %${lists.length > 0 ? ` (${lists.join(", ")})` : ""}`;
}

function writesOf({ phase, mode, freeze }: EntityControl): string {
  const authority = authorityIn(phase);
  const other = authority === "old" ? "new" : "old";
  const frozen = freeze ? " (frozen)" : "";
  if (convergesIn(phase, mode)) return `${authority}, then ${other}${frozen}`;
  const isFollowed = mode === "follow" && (phase === "follow" || phase === "shadow");
  return `${authority}${isFollowed ? "; follow copies to new" : ""}${frozen}`;
}

function nextStep(
  control: EntityControl,
  processes: readonly ObservedProcess[],
  ledger: LedgerState,
  gates: readonly GateReading[],
): NextStep {
  const { entity, phase, freeze, unverified, percent, mode } = control;
  const of = ["--entity", entity];
  const red = gates.find(isRed);
  if (freeze)
    return { command: ["watch"], why: "a flip is under way; writes are frozen for some seconds at most" };
  if (processes.some(({ state }) => state === "silent"))
    return {
      command: ["watch"],
      why: "a process does not report: check that it runs and reaches the control",
    };
  if (red && percent > 0)
    return {
      command: ["percent", "0", ...of],
      why: `a gate is red (${red.text}): read from old until it is clear why`,
    };
  if (unverified && mode === "dual")
    return {
      command: ["repair", "--all", ...of],
      why: `records may differ without a mark: ${unverified.reason}`,
    };
  if (ledger.entries > 0 && ledger.oldestSeconds > control.gates.maxLedgerAge)
    return { command: ["repair", ...of], why: "ledger entries are older than their limit" };
  return phaseStep(control, phase, percent, of);
}

function phaseStep(
  control: EntityControl,
  phase: EntityControl["phase"],
  percent: number,
  of: readonly string[],
): NextStep {
  const advance = ["advance", ...of];
  if (phase === "dual")
    return { command: ["repair", "--all", ...of], why: "copies every record; then advance to shadow" };
  if (phase === "shadow" && percent < 100)
    return {
      command: ["percent", String(nextPercent(percent)), ...of],
      why: "reads more keys from the tables once they were verified; the percentage can be lowered at any time",
    };
  if (phase === "shadow") return { command: advance, why: "the flip: the tables become the authority" };
  if (phase === "new")
    return { command: advance, why: "stops copying to the old store; from then on there is no way back" };
  if (phase === "new-only")
    return { command: ["end", ...of], why: "once the application no longer uses the library" };
  return { command: advance, why: `enters ${nextPhase(control)}` };
}

const steps = [1, 10, 25, 50, 100];

function nextPercent(percent: number): number {
  return steps.find((step) => step > percent) ?? 100;
}

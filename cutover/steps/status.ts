import type { Clock } from "../clock";
import type { Control, ControlEvent, EntityControl } from "../control/control";
import { leaseMilliseconds } from "../control/lease";
import type { Ledger } from "../ledger/ledger";
import { authorityIn, convergesIn, type Side } from "../phase";
import { type GateReading, readGates } from "./check-gates";
import { type LedgerState, readLedger } from "./ledger-state";
import { type NextStep, nextStep, type Situation } from "./next-step";
import { observeProcesses, type ObservedProcess } from "./observe-processes";
import { wayBack } from "./way-back";

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
  /** What undoes the last step. */
  readonly back: NextStep;
  /** Changes of the control, newest first. */
  readonly events: readonly ControlEvent[];
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
  // Read again, to show changes made while processes were observed.
  const current = await control.read();
  const states: EntityStatus[] = [];
  for (const [index, name] of names.entries()) {
    const own = current.get(name);
    if (!own) continue;
    const events = await control.history(name);
    const found = {
      control: own,
      processes: observed[index] ?? [],
      ledger: await readLedger(ledger, name, clock),
    };
    states.push(statusOf({ ...found, events }));
  }
  return states.toSorted((a, b) => (a.control.entity < b.control.entity ? -1 : 1));
}

function statusOf(found: Omit<Situation, "gates">): EntityStatus {
  const { control, processes, ledger } = found;
  const gates = readGates(control, processes, ledger);
  return {
    ...{ control, processes, ledger, gates, authority: authorityIn(control.phase), events: found.events },
    ...{ reads: readsOf(control), writes: writesOf(control), next: nextStep({ ...found, gates }) },
    back: wayBack(found),
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

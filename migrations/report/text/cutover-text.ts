import type { ControlEvent } from "../../../cutover/control/control";
import type { Check } from "../../../cutover/steps/check";
import { isRed } from "../../../cutover/steps/check-gates";
import type { ObservedProcess } from "../../../cutover/steps/observe-processes";
import type { Recorded } from "../../../cutover/steps/record-repair";
import type { RepairProgress } from "../../../cutover/steps/repair-counts";
import type { EntityStatus } from "../../../cutover/steps/status";
import type { StepResult } from "../../../cutover/steps/step";
import { cutoverProblems } from "../cutover-problems";
import { count, counted, duration } from "../quantity";
import { textTable } from "./text-table";

/** `ok       processes: 3 processes at revision 4`, or `refused` with the fix below it. */
export function checkText({ ok, name, found, fix }: Check): string[] {
  const line = `  ${ok ? "ok     " : "refused"}  ${name}: ${found}`;
  return fix === undefined ? [line] : [line, `           fix: ${fix}`];
}

/** How a step ended, below its checks. @param notes what people should do next */
export function stepText(
  { entity, outcome, change, after, checks, stoppedMs, lostKeys }: StepResult,
  notes: readonly string[],
): string[] {
  const failed = checks.filter(({ ok }) => !ok).length;
  const state = after === undefined ? "" : `; now phase ${after.phase}, revision ${after.revision}`;
  const ends = {
    changed: `${entity}: ${change}${state}`,
    refused: `${entity}: refused by ${counted(failed, "check")}; ${stoppedMs === undefined ? "nothing was changed" : "the authority was not changed"}`,
    "dry-run": `${entity}: dry run; this would be changed: ${change}`,
  };
  return [
    ends[outcome],
    ...(stoppedMs === undefined ? [] : [`Writes were stopped for ${Math.round(stoppedMs)} ms`]),
    ...(lostKeys
      ? [
          `Given up: the last writes of ${counted(lostKeys.length, "record")}`,
          ...lostKeys.map((key) => `  ${key}`),
        ]
      : []),
    ...notes,
  ];
}

/** The command line of a step: `cutover advance --entity users`. */
type CommandLine = (command: readonly string[]) => string;

/** The state of cutovers. */
export function statusText(
  control: string,
  states: readonly EntityStatus[],
  commandLine: CommandLine,
  width?: number,
): string[] {
  if (states.length === 0) return [`${control}: no entities; add one with cutover init`];
  const rows = states.map((state) => [
    ...[state.control.entity, phaseText(state), state.reads, state.writes],
    ...[processesText(state.processes), ledgerText(state), gatesText(state), String(state.control.revision)],
  ]);
  const header = ["entity", "phase", "reads", "writes", "processes", "ledger", "gates", "revision"];
  return [
    `Cutovers in ${control}`,
    ...textTable(header, rows, width),
    ...states.flatMap((state) => [...notes(state), ...nextText(state, commandLine)]),
  ];
}

function phaseText({ control: { phase, mode, percent } }: EntityStatus): string {
  const share = phase === "shadow" && percent > 0 ? ` ${percent} %` : "";
  return phase === mode ? phase : `${phase}${share} (${mode} mode)`;
}

function processesText(processes: readonly ObservedProcess[]): string {
  const of = (state: ObservedProcess["state"]): number =>
    processes.filter((process) => process.state === state).length;
  const parts = [
    `${of("live")} live`,
    ...(of("silent") > 0 ? [`${of("silent")} SILENT`] : []),
    ...(of("ended") > 0 ? [`${of("ended")} ended`] : []),
  ];
  return processes.length === 0 ? "none" : parts.join(", ");
}

function ledgerText({ ledger: { entries, oldestSeconds } }: EntityStatus): string {
  return entries === 0 ? "empty" : `${counted(entries, "entry", "entries")}, ${duration(oldestSeconds)}`;
}

function gatesText({ gates }: EntityStatus): string {
  const red = gates.filter(isRed);
  return red.length === 0 ? "green" : `RED: ${red.map(({ gate }) => gate).join(", ")}`;
}

/** What is not as it should be, a line each. */
function notes(state: EntityStatus): string[] {
  return cutoverProblems(state).map(({ text }) => `  ${state.control.entity}: ${text}`);
}

function nextText({ control: { entity }, next, back }: EntityStatus, commandLine: CommandLine): string[] {
  return [
    `next for ${entity}: ${commandLine(next.command)}`,
    `  (${next.why}${next.add === undefined ? "" : `; add ${next.add}`})`,
    `way back for ${entity}: ${commandLine(back.command)}`,
    `  (${back.why})`,
  ];
}

/** Events of entities, newest first. */
export function historyText(events: readonly ControlEvent[], width?: number): string[] {
  return textTable(
    ["at", "entity", "revision", "change", "by"],
    events.map(({ at, entity, revision, change, by }) => [at, entity, String(revision), change, by]),
    width,
  );
}

/** What a repair did. */
export function repairText(
  result: RepairProgress & Recorded & { readonly entity: string },
  { dryRun = false }: { readonly dryRun?: boolean },
): string[] {
  const { entity, records, differed, unsettled, unknownItems, failed, failures, removed, kept } = result;
  const entries =
    removed + kept === 0
      ? ""
      : `; ledger: ${counted(removed, "entry", "entries")} removed, ${count(kept)} kept`;
  const open = unsettled === 0 ? "" : `, ${count(unsettled)} changed meanwhile and stay marked`;
  return [
    `${entity}: ${counted(records, "record")} compared, ${count(differed)} differed${dryRun ? " (dry run: nothing was written)" : ""}${open}${failed === 0 ? "" : `, ${count(failed)} failed`}${entries}`,
    ...failures.map((line) => `  ${line}`),
    ...(unknownItems === 0
      ? []
      : [
          `  ${counted(unknownItems, "item")} of the table belong to no known record: run verify, which lists extra items, while nothing writes`,
        ]),
    ...(result.verified ? ["  no differences: the entity is verified"] : []),
    ...(result.recorded && !result.verified && unknownItems === 0
      ? ["  every record is copied; repeat the command to verify that it finds no differences"]
      : []),
  ];
}

import { type CommandArguments, commandText } from "../../command-line";
import { activeSeconds, type RunResult, totalOf } from "../../pipeline/run/run-result";
import type { Tally } from "../../pipeline/read/tally";
import { count, counted, duration } from "../quantity";
import { rejectReasons } from "./reject-reasons";
import { textTable } from "./text-table";

/** The commands that a run's result suggests. */
export interface RunCommands {
  /** What to do after a run that has finished. */
  readonly next: CommandArguments;
  /** The command that resumes one that has not. */
  readonly again: CommandArguments;
}

/** A run's result for people. @param width of their terminal, in characters. @default unlimited */
export function runText(result: RunResult, commands: RunCommands, width?: number): string[] {
  const total = totalOf(result);
  const figures = (tally: Tally): string[] => [
    ...(hasParts(total) ? [count(tally.rows)] : []),
    ...[tally.read, tally.written, tally.skipped, tally.rejected].map(count),
  ];
  const rows = result.entities.map(({ entity, table, tally }) => [entity, ...figures(tally), table]);
  return [
    headline(result, total),
    ...textTable(
      [
        "entity",
        ...(hasParts(total) ? ["rows", "items"] : ["read"]),
        result.dryRun ? "would write" : "written",
        "skipped",
        "rejected",
        "table",
      ],
      rows.length > 1 ? [...rows, ["all", ...figures(total), ""]] : rows,
      width,
    ),
    ...rejects(total),
    ...repeated(result),
    ...snapshots(result),
    ...advice(result, total, commands),
  ];
}

/** Whether a row became several items. */
function hasParts(total: Tally): boolean {
  return total.rows !== total.read;
}

function headline(result: RunResult, total: Tally): string {
  const seconds = activeSeconds(result);
  const pace = seconds > 0 ? `, ${count(Math.round(total.rows / seconds))} rows per second` : "";
  const name = result.dryRun ? "Dry run; nothing was written" : `Run ${result.run}`;
  return `${name}: ${result.outcome} after ${duration(seconds)}${pace}`;
}

function rejects({ rejectedBy }: Tally): string[] {
  const reasons = rejectReasons(rejectedBy);
  return reasons === "" ? [] : [`Rejected: ${reasons}`];
}

function repeated({ retries }: RunResult): string[] {
  const causes = Object.entries(retries);
  return causes.length === 0
    ? []
    : [`Repeated requests: ${causes.map(([cause, times]) => `${count(times)} ${cause}`).join(", ")}`];
}

/** Rows of one snapshot may not match those of another. */
function snapshots({ snapshots: taken = 1 }: RunResult): string[] {
  return taken === 1 ? [] : [`Read from ${count(taken)} snapshots of the database`];
}

function advice(result: RunResult, total: Tally, { next, again }: RunCommands): string[] {
  const ending = result.outcome === "interrupted" ? undefined : result.failure;
  const failures = [ending, ...result.entities.map((entity) => entity.failure)].flatMap(
    (failure) => failure?.message ?? [],
  );
  const stopped = result.outcome !== "finished" && !result.dryRun;
  return [
    ...failures.map((message) => `Stopped: ${message}`),
    ...(total.rejected > 0 && !result.dryRun
      ? [
          `${counted(total.rejected, hasParts(total) ? "reject" : "rejected row")}: ${result.folder}/rejects.jsonl`,
        ]
      : []),
    ...(stopped ? [`Progress is saved. To resume: ${commandText(again)}`] : []),
    ...(result.outcome === "finished" && !result.dryRun ? [`Next: ${commandText(next)}`] : []),
  ];
}

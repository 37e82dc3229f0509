import type { Checkpoint } from "../../run-store/checkpoint";
import type { DamagedRun, RunList } from "../../run-store/folder/run-list";
import { UsageError } from "../../errors";
import { timeStamp } from "./time-stamp";

/** What is asked of a run, for telling whether an earlier one is the same. */
export interface RunRequest {
  readonly migration: string;
  /** SHA-256 of the migration file. */
  readonly definition: string;
  readonly target: Checkpoint["target"];
  /** What the definition is, for messages. @default "the migration file" */
  readonly definedBy?: string | undefined;
  /** A run's name: exactly that one; `true`: there must be one; `false`: start over; absent: resume if there is one. */
  readonly resume?: string | boolean | undefined;
  /** The command that rolls a run back, for people. */
  readonly rollback: (run: string) => string;
}

/**
 * Finds the interrupted run to resume, or `undefined` to start a new one.
 *
 * @throws UsageError if the run to be resumed is missing, damaged, over, was started with something else or by an
 * earlier version, or if a run into one of the tables is being rolled back
 */
export function chooseRun(list: RunList, request: RunRequest): Checkpoint | undefined {
  refuseWhileRollingBack(list.runs, request);
  if (request.resume === false) return undefined;
  if (typeof request.resume === "string")
    return checkSame(checkOpen(named(list, request.resume), request), request);
  const open = list.runs.filter(
    (run) => run.migration === request.migration && !isOver(run) && sameTarget(run, request),
  );
  const latest = open.at(-1);
  if (latest) return checkSame(latest, request);
  if (request.resume === undefined) return undefined;
  throw new UsageError(
    "nothing-to-resume",
    `no interrupted run of ${request.migration} into ${request.target.place}; omit --resume to start one`,
  );
}

/** The latest finished run of the same migration into the same tables. */
export function latestFinished(runs: readonly Checkpoint[], request: RunRequest): Checkpoint | undefined {
  return runs.findLast(
    (run) => run.state === "finished" && run.migration === request.migration && sameTarget(run, request),
  );
}

/** The run of that name. @throws UsageError if it does not exist or its checkpoint is damaged */
export function named({ runs, damaged }: RunList, name: string): Checkpoint {
  const run = runs.find((one) => one.run === name);
  if (run) return run;
  const malformed = damaged.find((one) => one.run === name);
  if (malformed) throw malformed.problem;
  const names = runs.map((one) => one.run).join(", ") || "none";
  throw new UsageError("run-unknown", `run "${name}" not found; there are: ${names}`);
}

/** What to say of runs whose checkpoints are damaged: they are passed over. */
export function damagedWarnings(damaged: readonly DamagedRun[]): string[] {
  return damaged.map(({ run, problem }) => `Warning: run ${run} is ignored: ${problem.message}`);
}

/** What is half undone looks like what was never written: whatever wrote there now would be reported wrongly. */
function refuseWhileRollingBack(runs: readonly Checkpoint[], request: RunRequest): void {
  const { target } = request;
  const tables = new Set(Object.values(target.tables));
  const isAffected = ({ state, target: other }: Checkpoint): boolean =>
    state === "rolling-back" &&
    other.place === target.place &&
    other.region === target.region &&
    Object.values(other.tables).some((table) => tables.has(table));
  const run = runs.findLast(isAffected);
  if (run) throw rollingBack(run, request);
}

function rollingBack({ run }: Checkpoint, { rollback }: RunRequest): UsageError {
  return new UsageError(
    "run-rolling-back",
    `run ${run} is being rolled back; finish that first: ${rollback(run)}. Then start a new run`,
  );
}

function checkOpen(run: Checkpoint, request: RunRequest): Checkpoint {
  if (run.state === "rolling-back") throw rollingBack(run, request);
  if (!isOver(run)) return run;
  const state = run.state === "finished" ? "finished" : "rolled back";
  throw new UsageError("run-over", `run ${run.run} is ${state}; there is nothing to resume`);
}

function isOver(run: Checkpoint): boolean {
  return run.state === "finished" || run.state === "rolled-back";
}

/** @throws UsageError if a run was started with another migration file, or into other tables */
export function refuseOther(run: Checkpoint, request: RunRequest): void {
  checkSame(run, request);
}

function checkSame(run: Checkpoint, request: RunRequest): Checkpoint {
  if (run.formatVersion === 1)
    throw new UsageError(
      "run-outdated",
      `run ${run.run} was started by an earlier version of dynamodb-migrate and cannot be resumed; undo it with ${request.rollback(run.run)}, or start over with --no-resume`,
    );
  if (run.migration !== request.migration)
    throw new UsageError(
      "migration-changed",
      `run ${run.run} is of ${run.migration}, not of ${request.migration}; repeat the command that started it`,
    );
  if (!sameTarget(run, request)) {
    throw new UsageError(
      "target-changed",
      `run ${run.run} writes to ${run.target.place}, not to ${request.target.place}, or to other tables; resume it there, or start over with --no-resume`,
    );
  }
  if (run.definition === request.definition) return run;
  const message = `run ${run.run} was interrupted, and ${request.definedBy ?? "the migration file"} has changed since; restore it and resume, or start over with --no-resume`;
  throw new UsageError("definition-changed", message);
}

function sameTarget(run: Checkpoint, { target }: RunRequest): boolean {
  return (
    run.target.place === target.place &&
    run.target.region === target.region &&
    JSON.stringify(run.target.tables) === JSON.stringify(target.tables)
  );
}

/** A new run's name: `forum-20251103-140509`, numbered where that is taken. */
export function newRunName(migration: string, now: Date, taken: readonly string[]): string {
  const base = `${migration}-${timeStamp(now)}`;
  const names = [base, ...Array.from({ length: taken.length }, (_, index) => `${base}-${index + 2}`)];
  return names.find((name) => !taken.includes(name)) as string;
}

import type { Checkpoint } from "../checkpoint/checkpoint";
import { UsageError } from "../errors";

/** What is asked of a run, for telling whether an earlier one is the same. */
export interface RunRequest {
  readonly migration: string;
  /** SHA-256 of the migration file. */
  readonly definition: string;
  readonly target: Checkpoint["target"];
  /** A run's name: exactly that one; `true`: there must be one; `false`: begin anew; absent: go on where there is one. */
  readonly resume?: string | boolean | undefined;
}

/**
 * Finds the interrupted run to go on with, or `undefined` to begin anew.
 *
 * @param runs oldest first
 * @throws UsageError where the run to be resumed is not there, is finished, or was asked with something else
 */
export function chooseRun(runs: readonly Checkpoint[], request: RunRequest): Checkpoint | undefined {
  if (request.resume === false) return undefined;
  if (typeof request.resume === "string") return checkSame(checkOpen(named(runs, request.resume)), request);
  const open = runs.filter(
    (run) => run.migration === request.migration && !isOver(run) && sameTarget(run, request),
  );
  const latest = open.at(-1);
  if (latest) return checkSame(latest, request);
  if (request.resume === undefined) return undefined;
  throw new UsageError(
    "nothing-to-resume",
    `no interrupted run of ${request.migration} into ${request.target.place}; leave --resume out to begin one`,
  );
}

/** The run of that name. @throws UsageError where there is none */
export function named(runs: readonly Checkpoint[], name: string): Checkpoint {
  const run = runs.find((one) => one.run === name);
  if (!run)
    throw new UsageError(
      "run-unknown",
      `there is no run "${name}"; there are: ${runs.map((one) => one.run).join(", ") || "none"}`,
    );
  return run;
}

function checkOpen(run: Checkpoint): Checkpoint {
  if (!isOver(run)) return run;
  const state = run.state === "finished" ? "finished" : "taken back";
  throw new UsageError("run-over", `run ${run.run} is ${state}; there is nothing to resume`);
}

function isOver(run: Checkpoint): boolean {
  return run.state === "finished" || run.state === "rolled-back";
}

function checkSame(run: Checkpoint, request: RunRequest): Checkpoint {
  if (run.migration !== request.migration)
    throw new UsageError(
      "migration-changed",
      `run ${run.run} is of ${run.migration}, not of ${request.migration}; call the command again that began it`,
    );
  if (!sameTarget(run, request)) {
    throw new UsageError(
      "target-changed",
      `run ${run.run} writes to ${run.target.place}, not to ${request.target.place}, or to other tables; resume it there, or begin anew with --no-resume`,
    );
  }
  if (run.definition === request.definition) return run;
  const message = `run ${run.run} was interrupted, and the migration file has changed since; restore it and resume, or begin anew with --no-resume`;
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
  const stamp = now.toISOString().slice(0, 19).replace(/[-:]/g, "").replace("T", "-");
  const base = `${migration}-${stamp}`;
  const names = [base, ...Array.from({ length: taken.length }, (_, index) => `${base}-${index + 2}`)];
  return names.find((name) => !taken.includes(name)) as string;
}

import { join } from "node:path";
import { UsageError } from "../../errors";
import type { Checkpoint } from "../../run-store/checkpoint";
import { readRuns } from "../../run-store/folder/run-list";
import { readFollowedState } from "../../run-store/follow/followed-state";
import type { FollowState } from "../../run-store/follow/follow-state";
import { type LocationOptions, nextCommandText } from "../output/next-command";
import { damagedWarnings, named, refuseOther } from "./choose-run";
import type { RunRequest } from "./choose-run";

/** A run whose source is followed. */
export interface FollowedRun {
  readonly run: Checkpoint;
  readonly state: FollowState;
}

/**
 * The run to follow: the latest one of the migration into these tables that was started with `--follow`.
 *
 * @param name of a run, instead
 * @throws UsageError if there is none, or it is not one that can be followed now
 */
export async function chooseFollowedRun(
  parent: string,
  request: RunRequest,
  name: string | undefined,
  { options, error }: { readonly options: LocationOptions; readonly error: (line: string) => void },
): Promise<FollowedRun> {
  const list = await readRuns(parent);
  damagedWarnings(list.damaged).forEach(error);
  const again = nextCommandText("run", ["--follow"], options);
  const candidates = name === undefined ? list.runs.toReversed() : [named(list, name)];
  for (const run of candidates) {
    if (name === undefined && !isOf(run, request)) continue;
    const state = await readFollowedState(join(parent, run.run));
    if (!state || state.phase === "ended") continue;
    refuseOther(run, request);
    return { run, state };
  }
  const what =
    name === undefined ? `no run of ${request.migration} into ${request.target.place}` : `run ${name}`;
  throw new UsageError(
    "not-followed",
    `${what} is ${name === undefined ? "" : "not "}followed; start one with: ${again} (a run without --follow can only be followed from MariaDB or DynamoDB)`,
  );
}

/** @throws UsageError unless all rows of the run were moved */
export function refuseOpen({ run, state }: Checkpoint, options: LocationOptions): void {
  if (state === "finished") return;
  if (state === "rolling-back" || state === "rolled-back")
    throw new UsageError("not-followed", `run ${run} was rolled back; start another with run --follow`);
  const command = nextCommandText("run", ["--follow"], options);
  throw new UsageError(
    "follow-snapshot-open",
    `run ${run} has not moved all rows; finish it first: ${command}`,
  );
}

function isOf({ migration, target }: Checkpoint, request: RunRequest): boolean {
  return (
    migration === request.migration &&
    target.place === request.target.place &&
    target.region === request.target.region
  );
}

import { join, resolve } from "node:path";
import type { Checkpoint } from "../../run-store/checkpoint";
import { isLocked, lockFile } from "../../run-store/folder/process-lock";
import { type DamagedRun, readRuns } from "../../run-store/folder/run-list";
import { runState } from "../../run-store/run-state";
import { settledTally, sum, type Tally } from "../../pipeline/read/tally";
import { redactAddresses } from "../../redact-addresses";
import { count, counted } from "../../report/quantity";
import { textTable } from "../../report/text/text-table";
import { exitCode, type ExitCode } from "../exit-code";
import type { ProcessContext } from "../process-context";
import { openLocation } from "../wiring/open-location";
import { processesOf } from "../wiring/run-opener";
import { printJson } from "../output/print-json";

export interface StatusOptions {
  readonly json?: boolean;
  readonly runFolder: string;
}

/**
 * `dynamodb-migrate status`: runs and their states.
 *
 * @param location folder or location in S3 of a run with several workers, whose shards are listed. @default the runs are
 * listed
 */
export async function status(
  location: string | undefined,
  options: StatusOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  if (location === undefined) return showFolder(resolve(context.cwd, options.runFolder), options, context);
  const opened = await openLocation(location, options.runFolder, context);
  const states = await opened.location.states(opened.manifest);
  const busy = new Set((await opened.location.busy(states)).map(({ shard }) => shard.id));
  const finished = states.filter(({ isFinished }) => isFinished).length;
  if (!options.json) context.error(`${count(finished)} of ${counted(states.length, "shard")} finished`);
  const runs = states.flatMap(({ shard, checkpoint }) =>
    checkpoint ? [{ ...checkpoint, state: runState(checkpoint.state, busy.has(shard.id)) }] : [],
  );
  show(runs, [], { ...options, runFolder: location }, context);
  return exitCode.done;
}

async function showFolder(
  folder: string,
  options: StatusOptions,
  context: ProcessContext,
): Promise<ExitCode> {
  const { runs: kept, damaged } = await readRuns(folder);
  const processes = processesOf(context);
  const runs = await Promise.all(
    kept.map(async (run) => ({
      ...run,
      state: runState(run.state, await isLocked(join(folder, run.run, lockFile), processes)),
    })),
  );
  show(runs, damaged, options, context);
  return exitCode.done;
}

function show(
  runs: readonly Checkpoint[],
  damaged: readonly DamagedRun[],
  options: StatusOptions,
  context: ProcessContext,
): void {
  if (options.json)
    printJson("status", { runs: [...runs.map(withoutSecrets), ...damaged.map(damagedJson)] }, context);
  else if (runs.length + damaged.length === 0) context.error(`No runs in ${options.runFolder}`);
  else {
    showRuns(runs, damaged, context);
    damaged.forEach(({ problem }) => context.error(problem.message));
  }
}

/** Checkpoints of earlier versions can hold an endpoint with a password. */
function withoutSecrets(run: Checkpoint): Checkpoint {
  return { ...run, target: { ...run.target, place: redactAddresses(run.target.place) } };
}

function damagedJson({ run, problem }: DamagedRun) {
  return { run, state: "damaged", problem: problem.message } as const;
}

/** The figures are called as `run` calls them; items are shown if a row became several. */
function showRuns(
  runs: readonly Checkpoint[],
  damaged: readonly DamagedRun[],
  { columns, error }: ProcessContext,
): void {
  const tallies = runs.map(({ entities }) => sum(Object.values(entities).map(settledTally)));
  const hasParts = tallies.some(({ rows, read }) => rows !== read);
  const figures = (tally: Tally): string[] => [
    ...(hasParts ? [count(tally.rows)] : []),
    ...[tally.read, tally.written, tally.skipped, tally.rejected].map(count),
  ];
  const names = [...(hasParts ? ["rows", "items"] : ["read"]), "written", "skipped", "rejected"];
  const rows = runs.map(({ run, state, target, updatedAt }, index) => [
    ...[run, state, ...figures(tallies[index] as Tally)],
    ...[redactAddresses(target.place), updatedAt],
  ]);
  textTable(
    ["run", "state", ...names, "into", "updated"],
    [...rows, ...damaged.map(({ run }) => [run, "damaged"])],
    columns?.(),
  ).forEach(error);
}

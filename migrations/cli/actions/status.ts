import { join, resolve } from "node:path";
import type { Checkpoint } from "../../run-store/checkpoint";
import { isLocked, lockFile } from "../../run-store/folder/process-lock";
import { type DamagedRun, readRuns } from "../../run-store/folder/run-list";
import { runState } from "../../run-store/run-state";
import { settledTally, sum, type Tally } from "../../pipeline/read/tally";
import { redactAddresses } from "../../redact-addresses";
import { count } from "../../report/quantity";
import { textTable } from "../../report/text/text-table";
import { exitCode, type ExitCode } from "../exit-code";
import type { ProcessContext } from "../process-context";
import { processesOf } from "../wiring/run-opener";
import { printJson } from "../output/print-json";

export interface StatusOptions {
  readonly json?: boolean;
  readonly runFolder: string;
}

/** `dynamodb-migrate status`: runs and their states. */
export async function status(options: StatusOptions, context: ProcessContext): Promise<ExitCode> {
  const folder = resolve(context.cwd, options.runFolder);
  const { runs: kept, damaged } = await readRuns(folder);
  const processes = processesOf(context);
  const runs = await Promise.all(
    kept.map(async (run) => ({
      ...run,
      state: runState(run.state, await isLocked(join(folder, run.run, lockFile), processes)),
    })),
  );
  if (options.json)
    printJson("status", { runs: [...runs.map(withoutSecrets), ...damaged.map(damagedJson)] }, context);
  else if (runs.length + damaged.length === 0) context.error(`No runs in ${options.runFolder}`);
  else {
    showRuns(runs, damaged, context);
    damaged.forEach(({ problem }) => context.error(problem.message));
  }
  return exitCode.done;
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

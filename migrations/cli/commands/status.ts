import { resolve } from "node:path";
import type { Checkpoint } from "../../checkpoint/checkpoint";
import { type DamagedRun, readRuns } from "../../checkpoint/run-list";
import { count } from "../../report/quantity";
import { textTable } from "../../report/text-table";
import { exitCode, type ExitCode } from "../exit-code";
import type { Terminal } from "../terminal";

export interface StatusOptions {
  readonly json?: boolean;
  readonly runFolder: string;
}

/** `dynamodb-migrate status`: runs and where they stand. */
export async function status(options: StatusOptions, terminal: Terminal): Promise<ExitCode> {
  const { runs, damaged } = await readRuns(resolve(terminal.cwd, options.runFolder));
  if (options.json) terminal.out(JSON.stringify([...runs, ...damaged.map(damagedJson)], null, 2));
  else if (runs.length + damaged.length === 0) terminal.error(`No runs in ${options.runFolder}`);
  else {
    textTable(
      ["run", "state", "read", "written", "skipped", "rejected", "into", "updated"],
      [...runs.map(row), ...damaged.map(({ run }) => [run, "damaged", "", "", "", "", "", ""])],
    ).forEach(terminal.error);
    damaged.forEach(({ problem }) => terminal.error(problem.message));
  }
  return exitCode.done;
}

function damagedJson({ run, problem }: DamagedRun): object {
  return { run, state: "damaged", problem: problem.message };
}

function row(run: Checkpoint): string[] {
  const entities = Object.values(run.entities);
  const total = (figure: "read" | "written" | "skipped" | "rejected"): string =>
    count(entities.reduce((sum, entity) => sum + entity[figure], 0));
  return [
    run.run,
    states[run.state],
    total("read"),
    total("written"),
    total("skipped"),
    total("rejected"),
    run.target.place,
    run.updatedAt,
  ];
}

/** A killed process could not record its end: a run that a process works on and one whose process was killed look alike. */
const states: Record<Checkpoint["state"], string> = {
  running: "not finished",
  interrupted: "interrupted",
  stopped: "stopped",
  finished: "finished",
  "rolling-back": "rolling back",
  "rolled-back": "rolled back",
};

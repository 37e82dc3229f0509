import { resolve } from "node:path";
import type { Checkpoint } from "../../checkpoint/checkpoint";
import { listRuns } from "../../checkpoint/run-folder";
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
  const runs = await listRuns(resolve(terminal.cwd, options.runFolder));
  if (options.json) terminal.out(JSON.stringify(runs, null, 2));
  else if (runs.length === 0) terminal.error(`No runs in ${options.runFolder}`);
  else
    textTable(
      ["run", "state", "read", "written", "skipped", "rejected", "into", "updated"],
      runs.map(row),
    ).forEach(terminal.error);
  return exitCode.done;
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

/** A process that was killed could not say so: what still runs and what was killed look the same. */
const states: Record<Checkpoint["state"], string> = {
  running: "not finished",
  interrupted: "not finished",
  finished: "finished",
  "rolled-back": "taken back",
};

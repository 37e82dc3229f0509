import type { StatusOptions } from "../actions/status";
import { addRunFolder } from "../options/run-folder-option";
import type { Registration } from "./registration";

/** Registers `status`. */
export function addStatus({ program, context, done }: Registration): void {
  const command = program
    .command("status")
    .description("list the runs with their states and progress, or the shards of a run with several workers")
    .argument("[run]", "a run's folder, or its location in S3: list its shards (default: list the runs)")
    .option("--json", "print the result as JSON on standard output");
  addRunFolder(command).action(async (location: string | undefined, options: StatusOptions) =>
    done(await (await import("../actions/status.js")).status(location, options, context)),
  );
}

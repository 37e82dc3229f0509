import type { StatusOptions } from "../actions/status";
import { addRunFolder } from "../options/run-folder-option";
import type { Registration } from "./registration";

/** Registers `status`. */
export function addStatus({ program, context, done }: Registration): void {
  const command = program
    .command("status")
    .description("list the runs with their states and progress")
    .option("--json", "print the result as JSON on standard output");
  addRunFolder(command).action(async (options: StatusOptions) =>
    done(await (await import("../actions/status.js")).status(options, context)),
  );
}

import type { RunOptions } from "../actions/run";
import { addMigrationOptions } from "../options/migration-options";
import { addWriteOptions } from "../options/write-options";
import type { Registration } from "./registration";

/** Registers `run`. */
export function addRun({ program, context, done }: Registration): void {
  const command = program
    .command("run")
    .description("move the rows into the tables; resumes an interrupted run");
  addWriteOptions(addMigrationOptions(command)).action(
    async (file: string, options: RunOptions & { resume?: string | boolean }) =>
      done(await (await import("../actions/run.js")).run(file, options, context)),
  );
}

import type { PreviewOptions } from "../actions/preview";
import { addMigrationOptions } from "../options/migration-options";
import type { Registration } from "./registration";

/** Registers `preview`. */
export function addPreview({ program, context, done }: Registration): void {
  const command = program
    .command("preview")
    .description(
      "show the items of the first rows with types, size, write units and index entries; writes nothing",
    );
  addMigrationOptions(command)
    .option("--row <column=value>", "only rows that have this value in the column, such as id=7")
    .action(async (file: string, options: PreviewOptions) =>
      done(await (await import("../actions/preview.js")).preview(file, options, context)),
    );
}

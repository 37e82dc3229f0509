import type { Command } from "commander";
import type { CreateOptions } from "../actions/tables-create";
import { addTableCommandOptions } from "../options/table-options";
import { examples, type Registration } from "./registration";

/** Registers `tables create`. */
export function addCreate(tables: Command, { context, done }: Registration): void {
  const command = tables
    .command("create")
    .description("create tables that do not exist, without Terraform, as for a test")
    .argument("[tables...]", "names in AWS, or ids (default: all)");
  addTableCommandOptions(command)
    .option(
      "--from <definition>",
      "synth: the stacks that cdktf synth wrote; outputs: the outputs file; or the path of a backup or export",
      "synth",
    )
    .option("--synth <folder>", "with --from synth: the folder that cdktf synth wrote", "cdktf.out")
    .addHelpText(
      "after",
      examples(
        "tables create --endpoint http://127.0.0.1:8000 --region us-east-1",
        "tables create users --from outputs --region eu-west-1",
        "tables create --from backups/20251103-140509 --region us-east-1",
      ),
    )
    .action(async (names: string[], options: CreateOptions) =>
      done(await (await import("../actions/tables-create.js")).createTables(names, options, context)),
    );
}

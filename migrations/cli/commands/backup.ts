import { type Command, Option } from "commander";
import type { BackupOptions } from "../actions/backup";
import { addCopyOptions } from "../options/copy-options";
import { addTableCommandOptions, addTableOption } from "../options/table-options";
import { type Registration, examples } from "./registration";

const help = examples(
  "backup users posts --to nightly",
  "backup users --rate 50 --workers 4",
  "backup --table rhinoback-users --region us-east-1",
  "backup --format json --to export",
  "backup --on-demand",
);

/** Registers `backup`. */
export function addBackup({ program, context, done }: Registration): void {
  const command = program
    .command("backup")
    .description("copy tables to files, with every type and digit; or create on-demand backups in DynamoDB")
    .argument("[ids...]", "tables by their ids in the outputs (default: all)");
  addBackupOptions(addCopyOptions(addTableCommandOptions(addTableOption(command))))
    .addHelpText("after", help)
    .action(async (ids: string[], options: BackupOptions) =>
      done(await (await import("../actions/backup.js")).backup(ids, options, context)),
    );
}

function addBackupOptions(command: Command): Command {
  return command
    .option(
      "--to <folder>",
      "folder for the backup, with a folder or file per table (default: backups/<time>)",
    )
    .addOption(
      new Option(
        "--format <format>",
        "export: gzip-compressed, as DynamoDB exports tables; json: one plain JSON file per table",
      )
        .choices(["export", "json"])
        .default("export"),
    )
    .option("--on-demand", "create on-demand backups in DynamoDB, and wait for them")
    .option("--name <name>", "name of an on-demand backup (default: the table's name and the time)")
    .option("--list", "list the existing on-demand backups; creates none");
}

import type { ExportOptions } from "../actions/export";
import { addCopyOptions } from "../options/copy-options";
import { addTableCommandOptions, addTableOption } from "../options/table-options";
import { type Registration, examples } from "./registration";

const help = examples(
  "export --local",
  "export --table NexusLinks --endpoint http://127.0.0.1:8000 --region ap-southeast-1",
  "export posts --s3 s3://exports/forum",
  "export posts --s3 s3://exports/forum --since s3://exports/forum/AWSDynamoDB/01693685827463-2d8752fd",
);

/** Registers `export`. */
export function addExport({ program, context, done }: Registration): void {
  const command = program
    .command("export")
    .description(
      "write tables, or what changed in them, in the layout of DynamoDB's exports to S3: scanned to a folder, or exported by DynamoDB",
    )
    .argument("[ids...]", "tables by their ids in the outputs (default: all)");
  addCopyOptions(addTableCommandOptions(addTableOption(command)))
    .option("--to <folder>", "folder in which <table>/AWSDynamoDB/<export id> is created", "export")
    .option("--s3 <location>", "let DynamoDB export to s3://bucket/prefix, from its point-in-time recovery")
    .option(
      "--since <time>",
      "with --s3: only what changed since a time (2026-11-25T10:00:00Z), a duration before now (30m, 6h, 2d), or the end of an earlier export (its folder, s3:// location or ARN); a period of more than 24 hours becomes several exports",
    )
    .option(
      "--until <time>",
      "with --since: the end of the period, a time or a duration before now (default: the latest time that the table can be restored to)",
    )
    .option(
      "--new-images",
      "with --since: without the items before the changes; such an export cannot be reverted",
    )
    .addHelpText("after", help)
    .action(async (ids: string[], options: ExportOptions) =>
      done(await (await import("../actions/export.js")).exportTables(ids, options, context)),
    );
}

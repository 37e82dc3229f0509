import type { ExportOptions } from "../actions/export";
import { addReadOptions } from "../options/read-options";
import { addTableCommandOptions, addTableOption } from "../options/table-options";
import { type Registration, examples } from "./registration";

const help = examples(
  "export --local",
  "export --table NexusLinks --endpoint http://127.0.0.1:8000 --region ap-southeast-1",
  "export posts --s3 s3://exports/forum",
);

/** Registers `export`. */
export function addExport({ program, context, done }: Registration): void {
  const command = program
    .command("export")
    .description(
      "write tables in the layout of DynamoDB's exports to S3: scanned to a folder, or exported by DynamoDB",
    )
    .argument("[ids...]", "tables by their ids in the outputs (default: all)");
  addReadOptions(addTableCommandOptions(addTableOption(command)))
    .option("--to <folder>", "folder in which <table>/AWSDynamoDB/<export id> is created", "export")
    .option("--s3 <location>", "let DynamoDB export to s3://bucket/prefix, from its point-in-time recovery")
    .addHelpText("after", help)
    .action(async (ids: string[], options: ExportOptions) =>
      done(await (await import("../actions/export.js")).exportTables(ids, options, context)),
    );
}

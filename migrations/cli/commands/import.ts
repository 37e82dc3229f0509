import type { ImportOptions } from "../actions/import";
import { addInto, addTableCommandOptions } from "../options/table-options";
import { addLocalWorkers } from "../options/workers-option";
import { addWriteOptions } from "../options/write-options";
import { type Registration, examples } from "./registration";

const help = examples(
  "import export",
  "import export/NexusLinks --to links",
  "import s3://exports/forum/AWSDynamoDB/01693685827463-2d8752fd --table posts",
  "import --s3 s3://exports/forum/AWSDynamoDB/01693685827463-2d8752fd/data/ --table posts --key postId",
);

/** Registers `import`. */
export function addImport({ program, context, done }: Registration): void {
  const command = program
    .command("import")
    .description(
      "copy exports into existing tables, and make the changes of incremental ones; or let DynamoDB import from S3 into a new table",
    )
    .argument(
      "[folders...]",
      "exports, full or incremental: a folder of them, s3://bucket/prefix/AWSDynamoDB/<export id>, or an ARN",
    );
  const writing = addWriteOptions(addInto(addTableCommandOptions(command)));
  addLocalWorkers(writing, "write the items of full exports, each of a part of the files")
    .option(
      "--s3 <location>",
      "let DynamoDB import s3://bucket/prefix; only into a new table, without indexes",
    )
    .addHelpText("after", help)
    .action(async (folders: string[], options: ImportOptions) =>
      done(await (await import("../actions/import.js")).importTables(folders, options, context)),
    );
}

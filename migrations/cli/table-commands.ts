import { type Command, Option } from "commander";
import type { BackupOptions } from "./actions/backup";
import type { ExportOptions } from "./actions/export";
import type { ImportOptions } from "./actions/import";
import type { RestoreOptions, ServiceRestoreOptions } from "./actions/restore";
import type { DeleteOptions } from "./actions/tables-delete";
import type { ListOptions } from "./actions/tables-list";
import type { ExitCode } from "./exit-code";
import { addTargetOptions, addTo } from "./options/migration-options";
import type { PlaceOptions } from "./wiring/open-place";
import { addReadOptions } from "./options/read-options";
import type { Terminal } from "./terminal";
import { addWriteOptions } from "./options/write-options";

type Done = (code: ExitCode) => void;

/** Adds the commands that take tables as they are, without a migration file. */
export function addTableCommands(program: Command, terminal: Terminal, done: Done): void {
  addBackup(program, terminal, done);
  addRestore(program, terminal, done);
  addExport(program, terminal, done);
  addImport(program, terminal, done);
  addTables(program, terminal, done);
}

function addBackup(program: Command, terminal: Terminal, done: Done): void {
  const command = program
    .command("backup")
    .description("tables to files, every type and digit kept; or to the service's on-demand backups")
    .argument("[ids...]", "tables by their ids in the outputs (default: all)");
  addReadOptions(addPlaceOptions(addTableOption(command)))
    .option("--to <folder>", "where the files go, a folder or file a table (default: backups/<time>)")
    .addOption(
      new Option("--format <format>", "packed as the service exports them, or one plain JSON file a table")
        .choices(["export", "json"])
        .default("export"),
    )
    .option("--on-demand", "let the service take the backups, and wait for them")
    .option("--name <name>", "of an on-demand backup (default: the table's and the time)")
    .option("--list", "list the on-demand backups that are there; takes none")
    .addHelpText(
      "after",
      examples(
        "backup",
        "backup users posts --to nightly",
        "backup users --rate 50",
        "backup --table rhinoback-users --region us-east-1",
        "backup --format json --to export",
        "backup --on-demand",
      ),
    )
    .action(async (ids: string[], options: BackupOptions) =>
      done(await (await import("./actions/backup.js")).backup(ids, options, terminal)),
    );
}

function addRestore(program: Command, terminal: Terminal, done: Done): void {
  const command = program
    .command("restore")
    .description("items from a backup into tables that are there; or an on-demand backup into a new table")
    .argument("[files...]", "what backup wrote: a table's folder or JSON file, or a folder of them");
  addWriteOptions(addInto(addPlaceOptions(command)))
    .option("--from-backup <arn>", "an on-demand backup, which the service restores to the new table --to")
    .addHelpText(
      "after",
      examples(
        "restore backups/20251103-140509",
        "restore nightly/forum-users --to users --on-conflict skip",
        "restore users.json --table rhinoback-users --region us-east-1",
        "restore --from-backup arn:aws:dynamodb:… --to users-restored --region us-east-1",
      ),
    )
    .action(async (files: string[], options: RestoreOptions & { fromBackup?: string }) => {
      const { putBack, restoreFromService } = await import("./actions/restore.js");
      const { fromBackup } = options;
      const fromService: ServiceRestoreOptions | undefined = fromBackup
        ? { ...options, fromBackup }
        : undefined;
      done(
        await (fromService
          ? restoreFromService(fromService, terminal)
          : putBack("restore", files, options, terminal)),
      );
    });
}

function addExport(program: Command, terminal: Terminal, done: Done): void {
  const command = program
    .command("export")
    .description(
      "tables in the layout of the service's exports to S3: scanned to a folder, or exported by the service",
    )
    .argument("[ids...]", "tables by their ids in the outputs (default: all)");
  addReadOptions(addPlaceOptions(addTableOption(command)))
    .option("--to <folder>", "where <table>/AWSDynamoDB/<export id> is made", "export")
    .option(
      "--s3 <location>",
      "let the service export to s3://bucket/prefix, from its point-in-time recovery",
    )
    .addHelpText(
      "after",
      examples(
        "export --local",
        "export --table NexusLinks --endpoint http://127.0.0.1:8000 --region ap-southeast-1",
        "export posts --s3 s3://exports/forum",
      ),
    )
    .action(async (ids: string[], options: ExportOptions) =>
      done(await (await import("./actions/export.js")).exportTables(ids, options, terminal)),
    );
}

function addImport(program: Command, terminal: Terminal, done: Done): void {
  const command = program
    .command("import")
    .description("exports into tables that are there; or from S3 into a new table that the service makes")
    .argument("[folders...]", "an export, or a folder of exports");
  addWriteOptions(addInto(addPlaceOptions(command)))
    .option(
      "--s3 <location>",
      "let the service import s3://bucket/prefix; only into a new table, without indexes",
    )
    .addHelpText(
      "after",
      examples(
        "import export",
        "import export/NexusLinks --to links",
        "import --s3 s3://exports/forum/AWSDynamoDB/01693685827463-2d8752fd/data/ --table posts --key postId",
      ),
    )
    .action(async (folders: string[], options: ImportOptions) =>
      done(await (await import("./actions/import.js")).importTables(folders, options, terminal)),
    );
}

function addTables(program: Command, terminal: Terminal, done: Done): void {
  const tables = program.command("tables").description("the tables of a region, whoever made them");
  addPlaceOptions(
    tables.command("list").description("names, states, items, sizes, keys, and which are in the outputs"),
  )
    .option("--prefix <text>", "only those whose names begin so")
    .action(async (options: ListOptions) =>
      done(await (await import("./actions/tables-list.js")).listTables(options, terminal)),
    );
  addPlaceOptions(
    tables
      .command("describe")
      .description("what the service says of a table")
      .argument("<name>", "the table's name"),
  ).action(async (name: string, options: PlaceOptions) =>
    done(await (await import("./actions/tables-describe.js")).describeOne(name, options, terminal)),
  );
  addPlaceOptions(
    tables
      .command("delete")
      .description("delete tables that Terraform did not make, each after a backup that has all of its items")
      .argument("<names...>", "the tables' names"),
  )
    .option("--yes", "do not ask for the names to be typed")
    .option("--no-backup", "take no backup first")
    .option("--to <folder>", "where the backups go (default: backups/<time>)")
    .addHelpText("after", examples("tables delete rhinoback-users rhinoback-projects --region us-east-1"))
    .action(async (names: string[], options: DeleteOptions) =>
      done(await (await import("./actions/tables-delete.js")).deleteTables(names, options, terminal)),
    );
}

function addPlaceOptions(command: Command): Command {
  return addTargetOptions(command)
    .option("--region <region>", "the tables' region (default: the outputs', then AWS_REGION)")
    .option("--endpoint <url>", "where DynamoDB answers (default: AWS)")
    .option("--json", "print the result as JSON on standard output");
}

function addTableOption(command: Command): Command {
  return command.option(
    "--table <name>",
    "a table by its own name, in the outputs or not; may be given several times",
    addTo,
  );
}

function addInto(command: Command): Command {
  return command
    .option("--to <table>", "the table's id in the outputs (default: the table of the backup's name)")
    .option("--table <name>", "the table's own name, where it is in no outputs")
    .option(
      "--make-table",
      "make a table that is missing, with the backup's key or --key, on demand, without indexes",
    )
    .option(
      "--key <attributes>",
      "the key of a table to be made: id or id,at:N; exports of AWS do not say it",
    );
}

function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  dynamodb-migrate ${line}`).join("\n")}`;
}

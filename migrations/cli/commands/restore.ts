import type { RestoreOptions, ServiceRestoreOptions } from "../actions/restore";
import { addInto, addTableCommandOptions } from "../options/table-options";
import { addLocalWorkers } from "../options/workers-option";
import { addWriteOptions } from "../options/write-options";
import { type Registration, examples } from "./registration";

const help = examples(
  "restore backups/20251103-140509",
  "restore nightly/forum-users --to users --on-conflict skip",
  "restore nightly --workers 4 --rate 2000",
  "restore users.json --table rhinoback-users --region us-east-1",
  "restore --from-backup arn:aws:dynamodb:… --to users-restored --region us-east-1",
);

/** Registers `restore`. */
export function addRestore({ program, context, done }: Registration): void {
  const command = program
    .command("restore")
    .description("copy a backup into existing tables; or restore an on-demand backup to a new table")
    .argument("[files...]", "what backup wrote: a table's folder or JSON file, or a folder of them");
  const writing = addWriteOptions(addInto(addTableCommandOptions(command)));
  addLocalWorkers(writing, "write the items, each of a part of the files")
    .option("--from-backup <arn>", "an on-demand backup, which DynamoDB restores to the new table --to")
    .addHelpText("after", help)
    .action(async (files: string[], options: RestoreOptions & { fromBackup?: string }) => {
      const { putBack, restoreFromService } = await import("../actions/restore.js");
      const { fromBackup } = options;
      const fromService: ServiceRestoreOptions | undefined = fromBackup
        ? { ...options, fromBackup }
        : undefined;
      done(
        await (fromService
          ? restoreFromService(fromService, context)
          : putBack("restore", files, options, context)),
      );
    });
}

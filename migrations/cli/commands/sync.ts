import { addMigrationOptions } from "../options/migration-options";
import { addSyncOptions, type SyncOptions } from "../options/sync-options";
import type { Registration } from "./registration";

/** Registers `sync`. */
export function addSync({ program, context, done }: Registration): void {
  const command = program
    .command("sync")
    .description(
      "read the source again and write only what has changed since the last run; with --delete, remove what the source no longer has",
    );
  addSyncOptions(addMigrationOptions(command)).action(async (file: string, options: SyncOptions) =>
    done(await (await import("../actions/sync.js")).sync(file, options, context)),
  );
}

import { type Command, InvalidArgumentError, Option } from "commander";
import type { ConflictPolicy } from "../../pipeline/run/entity-run";
import type { MaxDeletes } from "../../pipeline/sync/max-deletes";
import type { MigrationOptions } from "./migration-options";
import { addRequestOptions } from "./write-options";

export interface SyncOptions extends MigrationOptions {
  readonly delete?: boolean;
  readonly maxDeletes?: MaxDeletes;
  readonly onConflict?: ConflictPolicy;
  readonly batchSize: number;
  readonly concurrency: number;
  /** Write units per second; see `writeRate`. */
  readonly rate?: number;
  readonly dryRun?: boolean;
  readonly resume?: string | boolean;
}

/** Adds the options of `sync`. */
export function addSyncOptions(command: Command): Command {
  const withDeletes = command
    .option(
      "--delete",
      "delete the items whose key the source no longer has, if they still are as the last run left them",
    )
    .option(
      "--max-deletes <number>",
      "maximum number of items to delete from a table, or share of the items that earlier runs wrote, such as 500 or 5%; if more have vanished, none is deleted (default: 1%)",
      maxDeletes,
    )
    .addOption(
      new Option(
        "--on-conflict <policy>",
        "what to do with items that another client has changed since the last run: replace them, skip the row, or reject the row (default: fail)",
      ).choices(["overwrite", "skip", "fail"]),
    );
  return addRequestOptions(withDeletes)
    .option("--dry-run", "print what would be written and deleted; changes nothing")
    .option(
      "--resume [run]",
      "resume this interrupted sync, or the latest one; fails if there is none (default: resume if there is one)",
    )
    .option("--no-resume", "start a new sync, even if an interrupted one exists");
}

/** Reads `500` or `5%`. @throws InvalidArgumentError */
export function maxDeletes(text: string): MaxDeletes {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?)(%?)$/.exec(text) ?? [];
  const value = Number(number);
  if (number !== "" && unit === "%" && value <= 100) return { percent: value };
  if (number !== "" && unit === "" && Number.isSafeInteger(value)) return { items: value };
  throw new InvalidArgumentError(`expected a whole number such as 500, or a share such as 5%, got "${text}"`);
}

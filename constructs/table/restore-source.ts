import type { DynamodbTableConfig } from "@cdktf/provider-aws/lib/dynamodb-table";
import type { BackupType } from "./backup-type";
import { parsedTableArn } from "./table-arn";

/** A point in time of another table. The other table must have point-in-time recovery. */
export interface PointInTimeRestore {
  /** The source table: its name, or its ARN if it is in another region. */
  readonly table: string;
  /**
   * `latest`, or a UTC time such as `2026-11-26T10:00:00Z` within the recovery period of the source table.
   *
   * @default "latest"
   */
  readonly at?: string;
}

/** A backup of DynamoDB. CDK Terrain only; it needs hashicorp/aws 6.38.0. */
export interface BackupRestore {
  /** ARN of the backup: `arn:aws:dynamodb:<region>:<account>:table/<name>/backup/<id>`. */
  readonly backupArn: string;
}

/** The newest backup of a table at the time of the plan that creates the new one. CDK Terrain only; it needs hashicorp/aws 6.38.0. */
export interface NewestBackupRestore {
  /** Name of the table in the same account and region. It may have been deleted. */
  readonly newestBackupOf: string;
  /** @default "user" */
  readonly backupType?: BackupType;
}

/**
 * The data that a new table is created with. It has no effect on a table that exists: neither a change nor its removal
 * replaces the table.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Backup-and-Restore.html
 */
export type RestoreSource = PointInTimeRestore | BackupRestore | NewestBackupRestore;

/** Whether the source is a backup, for which the bindings of CDKTF have no argument. */
export function isBackup(source: RestoreSource): source is BackupRestore | NewestBackupRestore {
  return !("table" in source);
}

type RestoreArguments = Pick<
  DynamodbTableConfig,
  "restoreSourceName" | "restoreSourceTableArn" | "restoreToLatestTime" | "restoreDateTime"
>;

const none: RestoreArguments = {
  restoreSourceName: undefined,
  restoreSourceTableArn: undefined,
  restoreToLatestTime: undefined,
  restoreDateTime: undefined,
};

/** The arguments of `aws_dynamodb_table` for a point in time; those for a backup are written by `restoreBackup`. */
export function restoreArguments(source: RestoreSource | undefined): RestoreArguments {
  if (source === undefined || isBackup(source)) return none;
  const { table, at = "latest" } = source;
  const isArn = parsedTableArn(table) !== undefined;
  return {
    restoreSourceName: isArn ? undefined : table,
    restoreSourceTableArn: isArn ? table : undefined,
    restoreToLatestTime: at === "latest" ? true : undefined,
    restoreDateTime: at === "latest" ? undefined : at,
  };
}

/**
 * What `ignore_changes` must have, so that no later plan replaces the table. To the provider, removing the time is a
 * replacement, too.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/25214
 */
export function ignoredRestoreArguments(source: RestoreSource | undefined): string[] {
  const always = ["restore_source_name", "restore_date_time", "restore_to_latest_time"];
  if (source === undefined) return always;
  // Earlier providers do not have these arguments, and Terraform refuses to ignore an argument that does not exist.
  if (isBackup(source)) return [...always, "restore_backup_arn"];
  return parsedTableArn(source.table) === undefined ? always : [...always, "restore_source_table_arn"];
}

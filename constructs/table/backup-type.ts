/**
 * Who made a backup: a user (an on-demand backup), DynamoDB when it deleted a table that had point-in-time recovery, or AWS
 * Backup without its advanced features.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListBackups.html
 */
export type BackupType = "user" | "system" | "aws-backup" | "all";

/** The name that AWS has for a type: `AWS_BACKUP`. */
export function backupTypeName(type: BackupType): string {
  return type.toUpperCase().replaceAll("-", "_");
}

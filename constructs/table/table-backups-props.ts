import type { BackupType } from "./backup-type";

/** Which backups a {@link TableBackups} lists. */
export interface TableBackupsProps {
  /** Name of the table that was backed up, in the account and region of the stack. It may have been deleted. @default every table */
  readonly tableName?: string;
  /** @default "user" */
  readonly backupType?: BackupType;
  /** Lists backups that were made after this UTC time, such as `2026-11-26T10:00:00Z`. @default all */
  readonly after?: string;
  /** Lists backups that were made before this UTC time, such as `2026-11-26T10:00:00Z`. @default all */
  readonly before?: string;
}

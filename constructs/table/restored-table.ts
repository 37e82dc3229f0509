import { Op, ref, type TerraformResource } from "cdktf";
import type { Construct } from "constructs";
import { TableBackups } from "./table-backups";
import type { DynamoTableProps } from "./dynamo-table-props";
import { tableExists } from "./existing-tables";
import { isBackup } from "./restore-source";

/** Writes the backup that a table is restored from, for which the bindings of CDKTF have no argument. */
export function restoreBackup(
  table: Construct,
  resource: TerraformResource,
  { name, restoreFrom }: DynamoTableProps,
): void {
  if (restoreFrom === undefined || !isBackup(restoreFrom)) return;
  if ("backupArn" in restoreFrom) {
    resource.addOverride("restore_backup_arn", restoreFrom.backupArn);
    return;
  }
  const { newestBackupOf: tableName, backupType } = restoreFrom;
  const backups = new TableBackups(table, "Backups", { tableName, backupType });
  resource.addOverride("restore_backup_arn", backups.newestArn);
  // Without a backup, the argument is null and the table would be created empty.
  resource.addOverride("lifecycle.precondition", [
    {
      condition: Op.or(tableExists(table, name), ref(backups.isAnyAvailable)),
      error_message: `${name} would be created empty: there is no available backup of ${tableName}. Create a backup, or set restoreFrom to a point in time.`,
    },
  ]);
}

import type { TerraformStack } from "cdktf";
import { AwsAccount, type BackedUpTable, BackupPlan, BackupVault, RestoreTesting } from "../constructs";
import { backupRule, restoreTestingProps, vaultProps } from "./config/backup-props";
import type { TablesConfig } from "./config/tables-schema";
import { serviceName } from "./names";

/** Adds what backs up the tables of the primary region; nothing if the service has no backups. */
export function addBackup(
  stack: TerraformStack,
  config: TablesConfig,
  tables: readonly BackedUpTable[],
): void {
  const { backup } = config;
  if (backup === undefined) return;
  const vault = new BackupVault(stack, "backupVault", vaultProps(config, backup));
  const rules = [backupRule(backup, copyVaultArn(stack, config))];
  new BackupPlan(stack, "backupPlan", { name: serviceName(config), vault, rules, tables });
  if (backup.restoreTesting) {
    const props = restoreTestingProps(config, backup.restoreTesting);
    new RestoreTesting(stack, "restoreTesting", { ...props, vaults: [vault], tables });
  }
}

/** Adds the vault that recovery points are copied to, if this is its region. */
export function addCopyVault(stack: TerraformStack, config: TablesConfig, region: string): void {
  const { backup } = config;
  if (backup?.copyTo !== region) return;
  new BackupVault(stack, "backupVault", vaultProps(config, backup));
}

/** Built from its name, so that neither stack reads the other's state. */
function copyVaultArn(stack: TerraformStack, config: TablesConfig): string | undefined {
  const region = config.backup?.copyTo;
  return region === undefined
    ? undefined
    : AwsAccount.of(stack).arn("backup", region, `backup-vault:${serviceName(config)}`);
}

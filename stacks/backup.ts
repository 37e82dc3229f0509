import type { TerraformStack } from "cdktf";
import {
  AwsAccount,
  type BackedUpTable,
  BackupPlan,
  BackupVault,
  NotificationTopic,
  RestoreTesting,
} from "../constructs";
import { backupRule, restoreTestingProps, vaultProps } from "./config/sections/backup/props";
import type { TablesConfig } from "./config/tables-schema";
import { serviceName } from "./names";

/** Adds the backups of the tables in the primary region; nothing if the service has no backups. */
export function addBackup(
  stack: TerraformStack,
  config: TablesConfig,
  tables: readonly BackedUpTable[],
): void {
  const { backup } = config;
  if (backup === undefined) return;
  const vault = addVault(stack, config, backup);
  const rules = [backupRule(backup, copyVaultArn(stack, config))];
  new BackupPlan(stack, "backupPlan", { name: serviceName(config), vault, rules, tables });
  if (backup.restoreTesting) {
    const props = restoreTestingProps(config, backup.restoreTesting);
    new RestoreTesting(stack, "restoreTesting", { ...props, vaults: [vault], tables });
  }
}

/** Adds the vault for copies of recovery points if they are copied to this region. */
export function addCopyVault(stack: TerraformStack, config: TablesConfig, region: string): void {
  const { backup } = config;
  if (backup?.copyTo !== region) return;
  addVault(stack, config, backup);
}

type BackupConfig = NonNullable<TablesConfig["backup"]>;

/** The addresses of the alarms are also notified of failed jobs of the vault, by a topic of its own. */
function addVault(stack: TerraformStack, config: TablesConfig, backup: BackupConfig): BackupVault {
  const emails = config.alarms?.emails ?? [];
  const props = vaultProps(config, backup);
  if (emails.length === 0) return new BackupVault(stack, "backupVault", props);
  const topic = new NotificationTopic(stack, "backupTopic", {
    name: `${serviceName(config)}-backups`,
    emails,
    publishers: ["backup"],
    failuresOnly: true,
  });
  return new BackupVault(stack, "backupVault", {
    ...props,
    notifyTopicArn: topic.arn,
    notifyEvents: ["backup-job-completed", "copy-job-failed", "restore-job-completed"],
  });
}

/** Built from the name, so that no stack reads the state of another. */
function copyVaultArn(stack: TerraformStack, config: TablesConfig): string | undefined {
  const region = config.backup?.copyTo;
  return region === undefined
    ? undefined
    : AwsAccount.of(stack).arn("backup", region, `backup-vault:${serviceName(config)}`);
}

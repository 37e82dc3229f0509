import {
  BackupLock,
  BackupRule,
  type BackupVaultProps,
  type RestoreTestingProps,
  VaultEncryption,
} from "../../../../constructs";
import type { BackupPlanSettings } from "../../../../constructs/internal";
import { isKept } from "../../../shared-key";
import { serviceName } from "../../../names";
import type { TablesConfig } from "../../tables-schema";

type BackupConfig = NonNullable<TablesConfig["backup"]>;

/** The vault of the service, and that of its copies: they differ in nothing but their region. */
export function vaultProps(config: TablesConfig, backup: BackupConfig): BackupVaultProps {
  const { encryption = vaultEncryption(config), preventDestroy = isKept(config) } = backup;
  return {
    name: serviceName(config),
    encryption:
      encryption === "customer-managed" ? VaultEncryption.customerManaged() : VaultEncryption.awsManaged(),
    lock: backup.lock && vaultLock(backup.lock),
    preventDestroy,
  };
}

/** What a vault begins with; once it is applied, the plan is stopped if this would change it. */
function vaultEncryption({ tables }: TablesConfig): NonNullable<BackupConfig["encryption"]> {
  const ownsKeys = Object.values(tables).some(
    ({ encryption }) => encryption === "customer-managed" || typeof encryption === "object",
  );
  return ownsKeys ? "customer-managed" : "aws-managed";
}

/** The one rule of the service's plan. */
export function backupRule(backup: BackupConfig, copyVaultArn: string | undefined): BackupRule {
  const { schedule = "cron(0 3 * * ? *)", retentionDays = 35, coldStorageAfterDays } = backup;
  const retention = { retentionDays, coldStorageAfterDays };
  return BackupRule.scheduled({
    name: "backup",
    schedule,
    ...retention,
    ...(copyVaultArn === undefined
      ? {}
      : { copies: [{ vaultArn: copyVaultArn, ...retention, lock: backup.lock }] }),
  });
}

/** The plan as far as its rules look at it. */
export function planSettings(config: TablesConfig, backup: BackupConfig): BackupPlanSettings {
  return {
    name: serviceName(config),
    vault: { props: vaultProps(config, backup) },
    rules: [backupRule(backup, undefined)],
    tables: Object.keys(config.tables).map((arn) => ({ arn, kmsKeyArn: null })),
  };
}

export function restoreTestingProps(
  config: TablesConfig,
  { schedule }: NonNullable<BackupConfig["restoreTesting"]>,
): Omit<RestoreTestingProps, "vaults"> {
  return { name: serviceName(config).replaceAll("-", "_"), schedule };
}

function vaultLock({ graceDays, ...retention }: NonNullable<BackupConfig["lock"]>): BackupLock {
  return graceDays === undefined
    ? BackupLock.governance(retention)
    : BackupLock.compliance({ ...retention, graceDays });
}

import {
  BackupLock,
  BackupRule,
  type BackupVaultProps,
  type RestoreTestingProps,
  VaultEncryption,
} from "../../../../constructs";
import type { BackupPlanSettings } from "../../../../constructs/internal";
import { isKept } from "../../../shared-key";
import { type ServiceEnvironment, serviceName } from "../../../names";
import type { TablesConfig } from "../../tables-schema";

type BackupConfig = NonNullable<TablesConfig["backup"]>;

/** The props of the vault of the service and of the vault of its copies, which differ only in their region. */
export function vaultProps(config: TablesConfig, backup: BackupConfig): BackupVaultProps {
  const { encryption = vaultEncryption(config.tables), preventDestroy = isKept(config.tables) } = backup;
  return {
    name: serviceName(config),
    encryption:
      encryption === "customer-managed" ? VaultEncryption.customerManaged() : VaultEncryption.awsManaged(),
    lock: backup.lock && vaultLock(backup.lock),
    preventDestroy,
  };
}

/** The encryption of a new vault. A plan that changes an applied vault's encryption is refused. */
function vaultEncryption(tables: TablesConfig["tables"]): NonNullable<BackupConfig["encryption"]> {
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

/** The settings of the plan that its rules check. */
export function planSettings(config: TablesConfig, backup: BackupConfig): BackupPlanSettings {
  return {
    name: serviceName(config),
    vault: { props: vaultProps(config, backup) },
    rules: [backupRule(backup, undefined)],
    tables: Object.keys(config.tables).map((arn) => ({ arn, kmsKeyArn: null })),
  };
}

export function restoreTestingProps(
  service: ServiceEnvironment,
  { schedule }: NonNullable<BackupConfig["restoreTesting"]>,
): Omit<RestoreTestingProps, "vaults"> {
  return { name: serviceName(service).replaceAll("-", "_"), schedule };
}

function vaultLock({ graceDays, ...retention }: NonNullable<BackupConfig["lock"]>): BackupLock {
  return graceDays === undefined
    ? BackupLock.governance(retention)
    : BackupLock.compliance({ ...retention, graceDays });
}

import { BackupVault as Vault } from "@cdktf/provider-aws/lib/backup-vault";
import { BackupVaultLockConfiguration } from "@cdktf/provider-aws/lib/backup-vault-lock-configuration";
import { BackupVaultNotifications } from "@cdktf/provider-aws/lib/backup-vault-notifications";
import { BackupVaultPolicy } from "@cdktf/provider-aws/lib/backup-vault-policy";
import { Construct } from "constructs";
import { AwsAccount } from "../account/aws-account";
import { type AppliedSetting, holdSetting } from "../lifecycle/applied-setting";
import { ProtectedResources } from "../lifecycle/protected-resources";
import { refuse } from "../rules/refuse";
import { BackupKey } from "./backup-key";
import type { BackupLock } from "./backup-lock";
import type { BackupVaultProps } from "./backup-vault-props";
import { vaultViolations } from "./backup-vault-rules";
import { type VaultEvent, vaultEventName } from "./vault-event";
import { vaultPolicy } from "./vault-policy";

const defaultEvents: readonly VaultEvent[] = ["copy-job-failed", "restore-job-completed"];

/** @see https://docs.aws.amazon.com/aws-backup/latest/devguide/encryption.html */
const vaultEncryption: AppliedSetting = {
  name: "vault_encryption",
  errorMessage:
    "${each.key} keeps the key that it was created with, which is ${self.input}; only another vault can be ${each.value}. Leave the vault's own encryption at ${self.input} (in tables.yaml: backup.encryption), whatever the tables' encryption is.",
};

/**
 * A vault for recovery points in one region. By default Terraform refuses to delete it.
 *
 * @example
 * new BackupVault(this, "vault", {
 *   name: "forum-prod",
 *   encryption: VaultEncryption.customerManaged(),
 *   lock: BackupLock.governance({ minDays: 7, maxDays: 365 }),
 * });
 */
export class BackupVault extends Construct {
  /** The underlying resource, for what this construct does not cover. */
  readonly resource: Vault;
  /** ARN of the customer-managed KMS key that encrypts the vault; null if AWS manages the key. */
  readonly kmsKeyArn: string | null;

  /** @throws Error that lists every rule that the props break */
  constructor(
    scope: Construct,
    id: string,
    /** The props as they were given. */
    readonly props: BackupVaultProps,
  ) {
    refuse("BackupVault", scope, id, vaultViolations(props));
    super(scope, id);
    const preventDestroy = props.preventDestroy ?? true;
    this.kmsKeyArn = this.chooseKey(preventDestroy);
    this.resource = new Vault(this, "Resource", {
      name: props.name,
      kmsKeyArn: this.kmsKeyArn ?? undefined,
      tags: props.tags && { ...props.tags },
      lifecycle: { preventDestroy },
    });
    const address = `aws_backup_vault.${this.resource.friendlyUniqueId}`;
    ProtectedResources.of(this).add(address, preventDestroy);
    holdSetting(this, vaultEncryption, address, props.encryption?.kind ?? "aws-managed");
    if (props.lock) this.lock(props.lock);
    this.restrict();
    if (props.notifyTopicArn !== undefined) this.notify(props.notifyTopicArn);
  }

  /** The name in AWS. A reference through this attribute makes Terraform create the vault first. */
  get vaultName(): string {
    return this.resource.name;
  }

  /** ARN of the vault, for copies of other plans into it. */
  get arn(): string {
    return this.resource.arn;
  }

  private chooseKey(preventDestroy: boolean): string | null {
    const { name, encryption, tags } = this.props;
    if (encryption?.kind !== "customer-managed") return null;
    if (encryption.keyArn !== undefined) return encryption.keyArn;
    return new BackupKey(this, "Key", { vaultName: name, preventDestroy, tags }).arn;
  }

  private lock(lock: BackupLock): void {
    new BackupVaultLockConfiguration(this, "Lock", {
      backupVaultName: this.vaultName,
      minRetentionDays: lock.minDays,
      maxRetentionDays: lock.maxDays,
      // Without it the lock is one of governance.
      changeableForDays: lock.mode === "compliance" ? lock.graceDays : undefined,
    });
  }

  private restrict(): void {
    const policy = vaultPolicy(this.props, AwsAccount.of(this));
    if (policy === undefined) return;
    new BackupVaultPolicy(this, "Policy", { backupVaultName: this.vaultName, policy });
  }

  private notify(snsTopicArn: string): void {
    new BackupVaultNotifications(this, "Notifications", {
      backupVaultName: this.vaultName,
      snsTopicArn,
      backupVaultEvents: (this.props.notifyEvents ?? defaultEvents).map(vaultEventName),
    });
  }
}

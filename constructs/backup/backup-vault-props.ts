import type { BackupLock } from "./backup-lock";
import type { VaultEncryption } from "./vault-encryption";
import type { VaultEvent } from "./vault-event";

/** The props of a {@link BackupVault}. */
export interface BackupVaultProps {
  /** 2 to 50 characters of A-Z, a-z, 0-9, `_` and `-`; changing it replaces the vault. */
  readonly name: string;
  /** Changing it replaces the vault. @default VaultEncryption.awsManaged() */
  readonly encryption?: VaultEncryption;
  /** @default none */
  readonly lock?: BackupLock;
  /** Whether the vault's policy refuses everybody to delete recovery points or to shorten their time. @default false */
  readonly refuseDeletion?: boolean;
  /** Accounts, 12 digits each, that may copy their recovery points into this vault. @default none */
  readonly copiesFromAccounts?: readonly string[];
  /** ARN of an SNS topic whose policy lets `backup.amazonaws.com` publish. @default nobody is told */
  readonly notifyTopicArn?: string;
  /** What the topic is told. @default ["copy-job-failed", "restore-job-completed"] */
  readonly notifyEvents?: readonly VaultEvent[];
  /**
   * Whether Terraform refuses any plan that would delete or replace the vault. AWS itself refuses to delete a
   * vault with anything in it.
   * @default true
   */
  readonly preventDestroy?: boolean;
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}

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
  /**
   * Whether the vault's policy denies everybody deleting recovery points or shortening their retention.
   *
   * @default false
   */
  readonly refuseDeletion?: boolean;
  /** Accounts, 12 digits each, that may copy their recovery points into this vault. @default none */
  readonly copiesFromAccounts?: readonly string[];
  /** ARN of an SNS topic whose policy allows `backup.amazonaws.com` to publish. @default no notifications */
  readonly notifyTopicArn?: string;
  /** Events that are sent to the topic. @default ["copy-job-failed", "restore-job-completed"] */
  readonly notifyEvents?: readonly VaultEvent[];
  /**
   * Whether Terraform refuses any plan that would delete or replace the vault. AWS does not delete a vault that
   * contains recovery points.
   * @default true
   */
  readonly preventDestroy?: boolean;
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}

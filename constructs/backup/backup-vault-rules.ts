import { isKnown } from "../rules/known-value";
import { tagViolations } from "../rules/tag-rules";
import { type Violation, violationIf } from "../rules/violation";
import { keyArnViolations } from "../table/encryption-rules";
import type { BackupLock } from "./backup-lock";
import type { BackupVaultProps } from "./backup-vault-props";

/** Every rule that a vault's props break. */
export function vaultViolations(props: BackupVaultProps): Violation[] {
  const { name, encryption, lock, copiesFromAccounts, notifyEvents, notifyTopicArn, tags } = props;
  return [
    ...violationIf(
      isKnown(name) && !/^[A-Za-z0-9_-]{2,50}$/.test(name),
      "backup-vault-name",
      ["name"],
      `a vault's name must be 2 to 50 characters of A-Z, a-z, 0-9, _ and -, got "${name}"`,
    ),
    ...(encryption?.kind === "customer-managed"
      ? keyArnViolations(["encryption", "keyArn"], encryption.keyArn)
      : []),
    ...(lock ? lockViolations(lock) : []),
    ...(isKnown(copiesFromAccounts) ? copiesFromAccounts : []).flatMap((account, position) =>
      violationIf(
        isKnown(account) && !/^\d{12}$/.test(account),
        "account-id",
        ["copiesFromAccounts", position],
        `must be an account's 12 digits, got "${account}"`,
      ),
    ),
    ...violationIf(
      notifyEvents !== undefined && notifyTopicArn === undefined,
      "backup-notify-topic",
      ["notifyEvents"],
      "events must have a topic to be sent to; name it in notifyTopicArn, or remove the events",
    ),
    ...tagViolations(tags),
  ];
}

/** @see https://docs.aws.amazon.com/aws-backup/latest/devguide/API_PutBackupVaultLockConfiguration.html */
export function lockViolations(lock: BackupLock): Violation[] {
  const { minDays, maxDays } = lock;
  return [
    ...(["minDays", "maxDays"] as const).flatMap((key) =>
      violationIf(
        isKnown(lock[key]) && !isDays(lock[key], 1),
        "backup-lock-days",
        ["lock", key],
        `must be 1 to 36500 whole days, got ${lock[key]}`,
      ),
    ),
    ...violationIf(
      isKnown(minDays) && isKnown(maxDays) && minDays >= maxDays,
      "backup-lock-range",
      ["lock", "minDays"],
      `minDays must be less than maxDays (${maxDays}), got ${minDays}`,
    ),
    ...violationIf(
      lock.mode === "compliance" && isKnown(lock.graceDays) && !isDays(lock.graceDays, 3),
      "backup-lock-grace",
      ["lock", "graceDays"],
      `a lock must stay changeable for 3 to 36500 whole days, got ${lock.mode === "compliance" ? lock.graceDays : 0}`,
    ),
  ];
}

function isDays(days: number, least: number): boolean {
  return Number.isInteger(days) && days >= least && days <= 36_500;
}

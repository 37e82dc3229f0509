import { isKnown } from "../rules/known-value";
import { type Violation, violationIf } from "../rules/violation";
import type { LockedRetention } from "./backup-lock";
import type { BackupRetention } from "./backup-rule";

/** Days in cold storage that AWS charges for, and so asks for. */
const minColdDays = 90;

/** @see https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Lifecycle.html */
export function retentionViolations(
  path: readonly (string | number)[],
  { retentionDays, coldStorageAfterDays: cold }: BackupRetention,
  lock: LockedRetention | undefined,
): Violation[] {
  return [
    ...violationIf(
      isKnown(retentionDays) && !isDays(retentionDays),
      "backup-retention",
      [...path, "retentionDays"],
      `must be a whole number of days of at least 1, got ${retentionDays}`,
    ),
    ...violationIf(
      isKnown(cold) && !isDays(cold),
      "backup-retention",
      [...path, "coldStorageAfterDays"],
      `must be a whole number of days of at least 1, got ${cold}`,
    ),
    ...violationIf(
      isKnown(cold) && isKnown(retentionDays) && retentionDays < cold + minColdDays,
      "backup-cold-storage",
      [...path, "coldStorageAfterDays"],
      `must leave at least 90 days of cold storage before retentionDays (${retentionDays}), got ${cold}`,
    ),
    ...lockedViolations([...path, "retentionDays"], retentionDays, lock),
  ];
}

/** AWS accepts the plan, but each of its jobs fails. */
function lockedViolations(
  path: readonly (string | number)[],
  days: number | undefined,
  { minDays, maxDays }: LockedRetention = {},
): Violation[] {
  return [
    ...violationIf(
      isKnown(minDays) && isKnown(days) && days < minDays,
      "backup-retention-lock",
      path,
      `must be at least the minDays (${minDays}) of the vault's lock, got ${days}`,
    ),
    ...violationIf(
      isKnown(maxDays) && (days === undefined || (isKnown(days) && days > maxDays)),
      "backup-retention-lock",
      path,
      `must be at most the maxDays (${maxDays}) of the vault's lock, got ${days ?? "no end"}`,
    ),
  ];
}

function isDays(days: number): boolean {
  return Number.isInteger(days) && days >= 1;
}

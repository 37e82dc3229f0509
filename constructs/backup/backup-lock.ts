/** How long a vault's lock makes recovery points be kept. */
export interface LockedRetention {
  /** Minimum retention of a recovery point in days, a whole number of at least 1. @default no lower limit */
  readonly minDays?: number;
  /** Maximum retention in days, at most 36500 and more than `minDays`. @default no upper limit */
  readonly maxDays?: number;
}

/** Whoever is allowed to by IAM can take the lock off again. */
export interface GovernanceLock extends LockedRetention {
  /** Discriminates this lock from a compliance lock. */
  readonly mode: "governance";
}

/** Once the days of grace are over nobody can take the lock off again, AWS included. */
export interface ComplianceLock extends LockedRetention {
  /** Discriminates this lock from a governance lock, which can be removed. */
  readonly mode: "compliance";
  /** Days after which the lock can no longer be removed, 3 to 36500. */
  readonly graceDays: number;
}

/**
 * A lock on a backup vault: what is in it cannot be deleted before its time.
 *
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/vault-lock.html
 */
export type BackupLock = GovernanceLock | ComplianceLock;

/**
 * Locks of a vault by mode.
 *
 * @example
 * const loose = BackupLock.governance({ minDays: 7, maxDays: 365 });
 * const forGood = BackupLock.compliance({ minDays: 30, graceDays: 3 });
 */
export const BackupLock = {
  /** Whoever IAM allows to can take it off again. */
  governance: (retention: LockedRetention = {}): GovernanceLock =>
    Object.freeze({ mode: "governance", ...retention }),
  /** Nobody can take it off again once the days of grace are over. */
  compliance: (settings: LockedRetention & Pick<ComplianceLock, "graceDays">): ComplianceLock =>
    Object.freeze({ mode: "compliance", ...settings }),
};

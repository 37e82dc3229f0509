import type { TableLocation } from "../table/table-settings";
import type { BackupRule } from "./backup-rule";
import type { BackupVault } from "./backup-vault";

/** A table or replica to back up: a `DynamoTable`, a `TableReplica` or a `TableReference`. */
export interface BackedUpTable {
  /** ARN of the table or replica. */
  readonly arn: string;
  /** ARN of the customer-managed KMS key that encrypts it; null for a key that AWS owns or manages. */
  readonly kmsKeyArn: string | null;
  /**
   * The account and region of a table that is defined elsewhere.
   *
   * @default those in the ARN, if it is known at synth
   */
  readonly location?: TableLocation;
}

/** The props of a {@link BackupPlan}. */
export interface BackupPlanProps {
  /** 1 to 50 characters of A-Z, a-z, 0-9, `_`, `.` and `-`. */
  readonly name: string;
  /** Vault in which the recovery points are stored. */
  readonly vault: BackupVault;
  /** At least one. */
  readonly rules: readonly BackupRule[];
  /** Tables of the vault's region, at most 500. @default no tables by construct */
  readonly tables?: readonly BackedUpTable[];
  /** Every table of the region that has all of these tags, at most 30. @default no tables by tag */
  readonly taggedWith?: Readonly<Record<string, string>>;
  /** ARN of the role that creates the backups. @default a role that may back up only these tables */
  readonly roleArn?: string;
  /**
   * Whether to turn on AWS Backup's advanced features for DynamoDB, which cold storage and copies require. The
   * setting applies to the whole account in this region. @default true
   */
  readonly advancedFeatures?: boolean;
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}

import type { BackedUpTable } from "./backup-plan-props";
import type { BackupVault } from "./backup-vault";

/** The props of a {@link RestoreTesting}. */
export interface RestoreTestingProps {
  /** 1 to 50 letters, digits and `_`; changing it replaces the plan. */
  readonly name: string;
  /** At least one vault whose recovery points are restored. */
  readonly vaults: readonly BackupVault[];
  /** Tables to restore. @default every table that has a recovery point in the vaults */
  readonly tables?: readonly BackedUpTable[];
  /** Six fields: `cron(minutes hours day-of-month month day-of-week year)`. @default "cron(0 5 ? * SUN *)" */
  readonly schedule?: string;
  /** Time zone of the schedule, such as Europe/Berlin. @default UTC */
  readonly timeZone?: string;
  /** Whether the latest or a random recovery point is restored. @default "latest" */
  readonly choice?: "latest" | "random";
  /** Maximum age of a recovery point in days, 1 to 365. @default 30 */
  readonly selectionWindowDays?: number;
  /** Hours within which a test must start, 1 to 168. @default 24 */
  readonly startWindowHours?: number;
  /** Hours for which a restored table is kept for checks, 1 to 168. @default the table is deleted immediately */
  readonly validationWindowHours?: number;
  /**
   * ARN of the role that restores the tables.
   *
   * @default a role that may only create tables with the name prefix of restore tests
   */
  readonly roleArn?: string;
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}

import type { BackedUpTable } from "./backup-plan-props";
import type { BackupVault } from "./backup-vault";

/** The props of a {@link RestoreTesting}. */
export interface RestoreTestingProps {
  /** 1 to 50 letters, digits and `_`; changing it replaces the plan. */
  readonly name: string;
  /** The vaults whose recovery points are tried, at least one. */
  readonly vaults: readonly BackupVault[];
  /** The tables that are tried. @default every table that has a recovery point in the vaults */
  readonly tables?: readonly BackedUpTable[];
  /** Six fields: `cron(minutes hours day-of-month month day-of-week year)`. @default "cron(0 5 ? * SUN *)" */
  readonly schedule?: string;
  /** Time zone of the schedule, such as Europe/Berlin. @default UTC */
  readonly timeZone?: string;
  /** Whether the latest recovery point is tried, or any of them. @default "latest" */
  readonly choice?: "latest" | "random";
  /** How many days back a recovery point is looked for, 1 to 365. @default 30 */
  readonly selectionWindowDays?: number;
  /** Hours within which a test has to begin, 1 to 168. @default 24 */
  readonly startWindowHours?: number;
  /** Hours that a restored table is kept for somebody to look at, 1 to 168. @default it is deleted at once */
  readonly validationWindowHours?: number;
  /** ARN of the role that restores. @default a role that may restore tables of a test's name and nothing else */
  readonly roleArn?: string;
  /** At most 50. @default the provider's default tags */
  readonly tags?: Readonly<Record<string, string>>;
}

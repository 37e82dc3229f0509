import type { LockedRetention } from "./backup-lock";

/** How long a recovery point is kept, and where. */
export interface BackupRetention {
  /**
   * Days until the recovery point is deleted, a whole number of at least 1.
   *
   * @default kept until somebody deletes it
   */
  readonly retentionDays?: number;
  /**
   * Days until the recovery point is moved to cold storage, which is cheaper to store and more expensive to
   * restore. It must stay there for at least 90 days. @default never
   */
  readonly coldStorageAfterDays?: number;
}

/** A copy of each recovery point in another vault. */
export interface BackupCopy extends BackupRetention {
  /** ARN of a vault in this or another region or account. */
  readonly vaultArn: string;
  /**
   * The lock of that vault, if it has one. A retention that the lock would reject is then refused at synth.
   *
   * @default none
   */
  readonly lock?: LockedRetention;
}

/**
 * When recovery points are created, and how long they are kept.
 *
 * @see https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupRule.html
 */
export interface BackupRule extends BackupRetention {
  /** 1 to 50 characters of A-Z, a-z, 0-9, `_`, `.` and `-`; unique in its plan. */
  readonly name: string;
  /** Six fields: `cron(minutes hours day-of-month month day-of-week year)`. */
  readonly schedule: string;
  /** Time zone of the schedule, such as Europe/Berlin. @default UTC */
  readonly timeZone?: string;
  /**
   * Whether the resources can be restored to any second; needs `retentionDays` of 1 to 35 and no cold storage.
   * AWS Backup has none for DynamoDB, whose point-in-time recovery belongs to the table: this is for what else
   * a plan selects by tag. @default false
   */
  readonly continuous?: boolean;
  /** Minutes within which a job must start, at least 60. @default 60 */
  readonly startWindowMinutes?: number;
  /** Minutes within which a job must finish, more than the start window. @default 180 */
  readonly completionWindowMinutes?: number;
  /** @default none */
  readonly copies?: readonly BackupCopy[];
  /** Tags of the recovery points, at most 50. @default none */
  readonly recoveryPointTags?: Readonly<Record<string, string>>;
}

/** A day of the week, as cron expressions of AWS have it. */
export type Weekday = "SUN" | "MON" | "TUE" | "WED" | "THU" | "FRI" | "SAT";

/** Options of a preset: every option of a rule except the schedule, and the hour. */
export interface PresetSettings extends Partial<Omit<BackupRule, "schedule">> {
  /** 0 to 23. @default 3 */
  readonly hour?: number;
}

/**
 * Rules of a backup plan. The presets run at 3:00 UTC by default.
 *
 * @example
 * const rules = [
 *   BackupRule.daily({ retentionDays: 30 }),
 *   BackupRule.monthly({ coldStorageAfterDays: 30, retentionDays: 365 }),
 *   BackupRule.scheduled({ name: "hourly", schedule: "cron(0 * * * ? *)", retentionDays: 2 }),
 * ];
 */
export const BackupRule = {
  /** Every day, kept 35 days. */
  daily: ({ hour = 3, ...settings }: PresetSettings = {}): BackupRule =>
    rule({ name: "daily", schedule: `cron(0 ${hour} * * ? *)`, retentionDays: 35, ...settings }),
  /** Every week, by default on Sundays; kept 90 days. */
  weekly: ({
    hour = 3,
    weekday = "SUN",
    ...settings
  }: PresetSettings & { weekday?: Weekday } = {}): BackupRule =>
    rule({ name: "weekly", schedule: `cron(0 ${hour} ? * ${weekday} *)`, retentionDays: 90, ...settings }),
  /**
   * Every month on one of its days, 1 to 31; kept for one year. Months without that day are skipped.
   *
   * @default the first
   */
  monthly: ({ hour = 3, day = 1, ...settings }: PresetSettings & { day?: number } = {}): BackupRule =>
    rule({ name: "monthly", schedule: `cron(0 ${hour} ${day} * ? *)`, retentionDays: 365, ...settings }),
  /** Every year on the first of January, kept seven years, of which the first 90 days are in warm storage. */
  yearly: ({ hour = 3, ...settings }: PresetSettings = {}): BackupRule =>
    rule({
      ...{ name: "yearly", schedule: `cron(0 ${hour} 1 1 ? *)`, retentionDays: 2_555 },
      ...{ coldStorageAfterDays: 90, ...settings },
    }),
  /** Whenever a cron expression says. */
  scheduled: (settings: BackupRule): BackupRule => rule(settings),
};

function rule(settings: BackupRule): BackupRule {
  return Object.freeze({ ...settings });
}

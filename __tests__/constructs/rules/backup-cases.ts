import { BackupLock, BackupRule, type BackupVaultProps, VaultEncryption } from "../../../constructs";
import {
  type BackupPlanSettings,
  planViolations,
  restoreTestingViolations,
  type RestoreTestingSettings,
  vaultViolations,
} from "../../../constructs/internal";
import { numbered } from "./broken-settings";
import type { RuleCase } from "./rule-case";

const table = { arn: "arn:aws:dynamodb:us-east-1:123456789012:table/Posts", kmsKeyArn: null };
const inVault = (props: Partial<BackupVaultProps>) => vaultViolations({ name: "forum", ...props });
const inPlan = (props: Partial<BackupPlanSettings>) =>
  planViolations({
    name: "forum",
    vault: { props: {} },
    rules: [BackupRule.daily()],
    tables: [table],
    ...props,
  });
const inRule = (rule: Partial<BackupRule>, lock?: BackupLock) =>
  inPlan({ rules: [{ ...BackupRule.daily(), ...rule }], vault: { props: { lock } } });
const inTest = (props: Partial<RestoreTestingSettings>) =>
  restoreTestingViolations({ name: "forum", vaults: ["vault"], ...props });
const copyTo = (vaultArn: string) => ({ vaultArn });
const vaultArn = "arn:aws:backup:us-west-2:123456789012:backup-vault:forum";

const vaultCases: RuleCase[] = [
  {
    rule: "backup-vault-name",
    when: "the name has a dot",
    violations: inVault({ name: "forum.prod" }),
    path: "name",
    message: `a vault's name must be 2 to 50 characters of A-Z, a-z, 0-9, _ and -, got "forum.prod"`,
  },
  {
    rule: "encryption-key",
    when: "a vault's key is an alias",
    violations: inVault({ encryption: VaultEncryption.customerManaged({ keyArn: "alias/forum" }) }),
    path: "encryption.keyArn",
    message: 'must be the ARN of a KMS key (arn:aws:kms:<region>:<account>:key/<id>), got "alias/forum"',
  },
  {
    rule: "account-id",
    when: "a copying account has 11 digits",
    violations: inVault({ copiesFromAccounts: ["12345678901"] }),
    path: "copiesFromAccounts.0",
    message: `must be an account's 12 digits, got "12345678901"`,
  },
  {
    rule: "backup-notify-topic",
    when: "there are events and no topic",
    violations: inVault({ notifyEvents: ["copy-job-failed"] }),
    path: "notifyEvents",
    message: "events must have a topic to be sent to; name it in notifyTopicArn, or remove the events",
  },
  {
    rule: "backup-lock-days",
    when: "a lock keeps for 0 days",
    violations: inVault({ lock: BackupLock.governance({ minDays: 0 }) }),
    path: "lock.minDays",
    message: "must be 1 to 36500 whole days, got 0",
  },
  {
    rule: "backup-lock-days",
    when: "a lock keeps for more than a century",
    violations: inVault({ lock: BackupLock.governance({ maxDays: 36_501 }) }),
    path: "lock.maxDays",
    message: "must be 1 to 36500 whole days, got 36501",
  },
  {
    rule: "backup-lock-range",
    when: "a lock's limits are the same",
    violations: inVault({ lock: BackupLock.governance({ minDays: 30, maxDays: 30 }) }),
    path: "lock.minDays",
    message: "minDays must be less than maxDays (30), got 30",
  },
  {
    rule: "backup-lock-grace",
    when: "a lock of compliance is for good after 2 days",
    violations: inVault({ lock: BackupLock.compliance({ graceDays: 2 }) }),
    path: "lock.graceDays",
    message: "a lock must stay changeable for 3 to 36500 whole days, got 2",
  },
];

const planCases: RuleCase[] = [
  {
    rule: "backup-plan-name",
    when: "the plan's name has 51 characters",
    violations: inPlan({ name: "p".repeat(51) }),
    path: "name",
    message: `the name must be 1 to 50 characters of A-Z, a-z, 0-9, _, . and -, got "${"p".repeat(51)}"`,
  },
  {
    rule: "backup-plan-name",
    when: "a rule's name has a space",
    violations: inRule({ name: "every day" }),
    path: "rules.0.name",
    message: 'the name must be 1 to 50 characters of A-Z, a-z, 0-9, _, . and -, got "every day"',
  },
  {
    rule: "backup-plan-rules",
    when: "there is no rule",
    violations: inPlan({ rules: [] }),
    path: "rules",
    message: "must be at least one, got none",
  },
  {
    rule: "backup-rule-unique",
    when: "two rules have one name",
    violations: inPlan({ rules: [BackupRule.daily(), BackupRule.weekly({ name: "daily" })] }),
    path: "rules.1.name",
    message: 'must be another name than that of every other rule, got "daily" again',
  },
  {
    rule: "backup-schedule",
    when: "a schedule has five fields",
    violations: inRule({ schedule: "cron(0 3 * * ?)" }),
    path: "rules.0.schedule",
    message:
      'must be a cron expression of six fields with ? for one of the two days, such as cron(0 3 * * ? *), got "cron(0 3 * * ?)"',
  },
  {
    rule: "backup-schedule",
    when: "a preset's hour is 24",
    violations: inPlan({ rules: [BackupRule.monthly({ hour: 24 })] }),
    path: "rules.0.schedule",
    message:
      'must be a cron expression of six fields with ? for one of the two days, such as cron(0 3 * * ? *), got "cron(0 24 1 * ? *)"',
  },
  {
    rule: "backup-retention",
    when: "a recovery point is kept for 0 days",
    violations: inRule({ retentionDays: 0 }),
    path: "rules.0.retentionDays",
    message: "must be a whole number of days of at least 1, got 0",
  },
  {
    rule: "backup-retention",
    when: "a copy moves to cold storage after half a day",
    violations: inRule({ copies: [{ vaultArn, coldStorageAfterDays: 0.5 }] }),
    path: "rules.0.copies.0.coldStorageAfterDays",
    message: "must be a whole number of days of at least 1, got 0.5",
  },
  {
    rule: "backup-cold-storage",
    when: "cold storage would last 89 days",
    violations: inRule({ coldStorageAfterDays: 30, retentionDays: 119 }),
    path: "rules.0.coldStorageAfterDays",
    message: "must leave at least 90 days of cold storage before retentionDays (119), got 30",
  },
  {
    rule: "backup-continuous",
    when: "a continuous backup is kept 36 days",
    violations: inRule({ continuous: true, retentionDays: 36 }),
    path: "rules.0.retentionDays",
    message: "a continuous backup must be kept 1 to 35 days, got 36",
  },
  {
    rule: "backup-continuous",
    when: "a continuous backup is kept for ever",
    violations: inRule({ continuous: true, retentionDays: undefined }),
    path: "rules.0.retentionDays",
    message: "a continuous backup must be kept 1 to 35 days, got no end",
  },
  {
    rule: "backup-continuous",
    when: "a continuous backup moves to cold storage",
    // Cold storage also takes 90 days, and a continuous backup is kept at most 35.
    violations: inRule({ continuous: true, retentionDays: 35, coldStorageAfterDays: 1 }).filter(
      ({ rule }) => rule === "backup-continuous",
    ),
    path: "rules.0.coldStorageAfterDays",
    message: "a continuous backup has no cold storage; remove it",
  },
  {
    rule: "backup-window",
    when: "a backup has to begin within half an hour",
    violations: inRule({ startWindowMinutes: 30 }),
    path: "rules.0.startWindowMinutes",
    message: "must be at least 60 whole minutes, got 30",
  },
  {
    rule: "backup-window",
    when: "a backup has to end when it has to begin",
    violations: inRule({ completionWindowMinutes: 60 }),
    path: "rules.0.completionWindowMinutes",
    message: "must be more whole minutes than startWindowMinutes (60), got 60",
  },
  {
    rule: "backup-copy-vault",
    when: "a copy goes to a vault by name",
    violations: inRule({ copies: [copyTo("forum")] }),
    path: "rules.0.copies.0.vaultArn",
    message:
      'must be the ARN of a backup vault (arn:aws:backup:<region>:<account>:backup-vault:<name>), got "forum"',
  },
  {
    rule: "backup-retention-lock",
    when: "a recovery point is kept shorter than the lock wants",
    violations: inRule({ retentionDays: 6 }, BackupLock.governance({ minDays: 7 })),
    path: "rules.0.retentionDays",
    message: "must be at least the minDays (7) of the vault's lock, got 6",
  },
  {
    rule: "backup-retention-lock",
    when: "a copy is kept for ever in a vault whose lock has an end",
    violations: inRule({ copies: [{ vaultArn, lock: { maxDays: 365 } }] }),
    path: "rules.0.copies.0.retentionDays",
    message: "must be at most the maxDays (365) of the vault's lock, got no end",
  },
  {
    rule: "backup-selection",
    when: "nothing is selected",
    violations: inPlan({ tables: [] }),
    path: "tables",
    message: "a plan must select something; name tables, or tags in taggedWith",
  },
  {
    rule: "backup-selection",
    when: "501 tables are selected",
    violations: inPlan({ tables: Array.from({ length: 501 }, () => table) }),
    path: "tables",
    message: "must be at most 500 tables, got 501",
  },
  {
    rule: "backup-selection",
    when: "31 tags are selected by",
    violations: inPlan({ taggedWith: numbered(31, "yes") }),
    path: "taggedWith",
    message: "must be at most 30 tags, got 31",
  },
];

const restoreCases: RuleCase[] = [
  {
    rule: "restore-testing-name",
    when: "the name has a hyphen",
    violations: inTest({ name: "forum-prod" }),
    path: "name",
    message: 'the name must be 1 to 50 characters of A-Z, a-z, 0-9 and _, got "forum-prod"',
  },
  {
    rule: "restore-testing-vaults",
    when: "there is no vault",
    violations: inTest({ vaults: [] }),
    path: "vaults",
    message: "must be at least one, got none",
  },
  {
    rule: "backup-schedule",
    when: "a restore test's schedule is a rate",
    violations: inTest({ schedule: "rate(7 days)" }),
    path: "schedule",
    message:
      'must be a cron expression of six fields with ? for one of the two days, such as cron(0 3 * * ? *), got "rate(7 days)"',
  },
  {
    rule: "restore-testing-window",
    when: "a test looks back more than a year",
    violations: inTest({ selectionWindowDays: 366 }),
    path: "selectionWindowDays",
    message: "must be a whole number from 1 to 365, got 366",
  },
  {
    rule: "restore-testing-window",
    when: "a restored table is kept for more than a week",
    violations: inTest({ validationWindowHours: 169 }),
    path: "validationWindowHours",
    message: "must be a whole number from 1 to 168, got 169",
  },
];

export const backupCases: RuleCase[] = [...vaultCases, ...planCases, ...restoreCases];

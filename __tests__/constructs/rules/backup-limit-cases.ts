import { type BackupLock, BackupRule, type ServiceBudgetProps } from "../../../constructs";
import {
  type BackupPlanSettings,
  budgetViolations,
  planViolations,
  restoreTestingViolations,
  vaultViolations,
  tableReferenceViolations,
} from "../../../constructs/internal";
import { numbered } from "./broken-settings";
import { digits, letters, type LimitCase, limitsOf, listOf } from "./limit-case";

const backedUp = { arn: "arn:aws:dynamodb:us-east-1:123456789012:table/Posts", kmsKeyArn: null };
const inPlan = (props: Partial<BackupPlanSettings>) =>
  planViolations({
    ...{ name: "forum", vault: { props: {} }, rules: [BackupRule.daily()], tables: [backedUp] },
    ...props,
  });
const inRule = (rule: Partial<BackupRule>, lock?: BackupLock) =>
  inPlan({ rules: [{ ...BackupRule.daily(), ...rule }], vault: { props: { lock } } });
const inLock = (lock: BackupLock) => vaultViolations({ name: "forum", lock });
const inTest = (props: object) => restoreTestingViolations({ name: "forum", vaults: ["vault"], ...props });
const copyArn = (account: string, vault: string) =>
  `arn:aws:backup:us-west-2:${account}:backup-vault:${vault}`;
const inCopy = (vaultArn: string) => inRule({ copies: [{ vaultArn }] });

const backupLimits: LimitCase[] = [
  ...limitsOf("backup-vault-name", (name: string) => vaultViolations({ name }), {
    "2 characters": ["ab", "a"],
    "50 characters": [letters(50), letters(51)],
  }),
  ...limitsOf(
    "account-id",
    (account: string) => vaultViolations({ name: "forum", copiesFromAccounts: [account] }),
    { "12 digits": [digits(12), digits(13)], "12 digits, and no less": [digits(12), digits(11)] },
  ),
  ...limitsOf("account-id", (account: string) => tableReferenceViolations({ name: "Posts", account }), {
    "12 digits of a referenced table": [digits(12), digits(13)],
    "12 digits of a referenced table, and no less": [digits(12), digits(11)],
  }),
  ...limitsOf("backup-lock-days", (minDays: number) => inLock({ mode: "governance", minDays }), {
    "1 day": [1, 0],
    "36500 days": [36_500, 36_501],
  }),
  ...limitsOf(
    "backup-lock-range",
    (minDays: number) => inLock({ mode: "governance", minDays, maxDays: 30 }),
    {
      "a day less than maxDays": [29, 30],
    },
  ),
  ...limitsOf("backup-lock-grace", (graceDays: number) => inLock({ mode: "compliance", graceDays }), {
    "3 days": [3, 2],
    "36500 days": [36_500, 36_501],
  }),
  ...limitsOf("backup-plan-name", (name: string) => inPlan({ name }), {
    "1 character": ["a", ""],
    "50 characters": [letters(50), letters(51)],
  }),
  ...limitsOf("backup-plan-rules", (count: number) => inPlan({ rules: listOf(count, BackupRule.daily()) }), {
    "1 rule": [1, 0],
  }),
  ...limitsOf("backup-retention", (retentionDays: number) => inRule({ retentionDays }), { "1 day": [1, 0] }),
  ...limitsOf(
    "backup-cold-storage",
    (coldStorageAfterDays: number) => inRule({ retentionDays: 100, coldStorageAfterDays }),
    { "90 days of cold storage": [10, 11] },
  ),
  ...limitsOf(
    "backup-retention-lock",
    (retentionDays: number) => inRule({ retentionDays }, { mode: "governance", minDays: 7, maxDays: 30 }),
    { "the lock's minDays": [7, 6], "the lock's maxDays": [30, 31] },
  ),
  ...limitsOf("backup-continuous", (retentionDays: number) => inRule({ continuous: true, retentionDays }), {
    "35 days": [35, 36],
  }),
  ...limitsOf("backup-window", (startWindowMinutes: number) => inRule({ startWindowMinutes }), {
    "60 minutes to start": [60, 59],
  }),
  ...limitsOf("backup-window", (completionWindowMinutes: number) => inRule({ completionWindowMinutes }), {
    "a minute more than to start": [61, 60],
  }),
  ...limitsOf("backup-selection", (count: number) => inPlan({ tables: listOf(count, backedUp) }), {
    "500 tables": [500, 501],
    "1 table": [1, 0],
  }),
  ...limitsOf("backup-selection", (count: number) => inPlan({ taggedWith: numbered(count, "a") }), {
    "30 tags": [30, 31],
  }),
  ...limitsOf("backup-copy-vault", inCopy, {
    "a name of 2 characters": [copyArn(digits(12), "ab"), copyArn(digits(12), "a")],
    "a name of 50 characters": [copyArn(digits(12), letters(50)), copyArn(digits(12), letters(51))],
    "12 digits of an account": [copyArn(digits(12), "ab"), copyArn(digits(13), "ab")],
    "12 digits, and no less": [copyArn(digits(12), "ab"), copyArn(digits(11), "ab")],
  }),
  ...limitsOf("restore-testing-name", (name: string) => inTest({ name }), {
    "1 character": ["a", ""],
    "50 characters": [letters(50), letters(51)],
  }),
  ...limitsOf("restore-testing-window", (selectionWindowDays: number) => inTest({ selectionWindowDays }), {
    "1 day": [1, 0],
    "365 days": [365, 366],
  }),
  ...limitsOf("restore-testing-window", (startWindowHours: number) => inTest({ startWindowHours }), {
    "168 hours to start": [168, 169],
  }),
  ...limitsOf(
    "restore-testing-window",
    (validationWindowHours: number) => inTest({ validationWindowHours }),
    {
      "168 hours to validate": [168, 169],
    },
  ),
];

const inBudget = (props: Partial<ServiceBudgetProps>) =>
  budgetViolations({ name: "forum", monthlyUsd: 50, emails: ["ops@example.com"], ...props });
const addresses = (count: number) => Array.from({ length: count }, (_, one) => `a${one}@example.com`);

const costLimits: LimitCase[] = [
  ...limitsOf("budget-name", (name: string) => inBudget({ name }), {
    "1 character": ["a", ""],
    "100 characters": [letters(100), letters(101)],
  }),
  ...limitsOf("budget-amount", (monthlyUsd: number) => inBudget({ monthlyUsd }), {
    "a cent": [0.01, 0],
  }),
  ...limitsOf("budget-subscribers", (count: number) => inBudget({ emails: addresses(count) }), {
    "10 addresses": [10, 11],
    "1 address": [1, 0],
  }),
  ...limitsOf(
    "budget-notifications",
    (count: number) =>
      inBudget({ notifications: Array.from({ length: count }, (_, one) => ({ percent: one + 1 })) }),
    { "5 notifications": [5, 6] },
  ),
  ...limitsOf("budget-notifications", (percent: number) => inBudget({ notifications: [{ percent }] }), {
    "a hundredth of a percent": [0.01, 0],
  }),
];

export const backupLimitCases = [...backupLimits, ...costLimits];

import { isCron } from "../rules/cron";
import { isKnown } from "../rules/known-value";
import { tagViolations } from "../rules/tag-rules";
import { type Violation, violationIf, within } from "../rules/violation";
import type { BackupPlanProps } from "./backup-plan-props";
import type { BackupCopy, BackupRule } from "./backup-rule";
import type { BackupVaultProps } from "./backup-vault-props";
import { retentionViolations } from "./retention-rules";

/** The settings of a plan that the rules check. */
export interface BackupPlanSettings extends Pick<
  BackupPlanProps,
  "name" | "rules" | "tables" | "taggedWith" | "tags"
> {
  readonly vault: { readonly props: Pick<BackupVaultProps, "lock"> };
}

const vaultArn = /^arn:aws[a-z-]*:backup:[a-z0-9-]+:\d{12}:backup-vault:[A-Za-z0-9_-]{2,50}$/;

/** Every rule that a plan's props break. */
export function planViolations(props: BackupPlanSettings): Violation[] {
  const names = props.rules.map(({ name }) => name);
  return [
    ...planNameViolations(["name"], props.name),
    ...violationIf(
      props.rules.length === 0,
      "backup-plan-rules",
      ["rules"],
      "must be at least one, got none",
    ),
    ...props.rules.flatMap((rule, position) => [
      ...within(["rules", position], ruleViolations(rule, props.vault.props)),
      ...violationIf(
        isKnown(rule.name) && names.indexOf(rule.name) !== position,
        "backup-rule-unique",
        ["rules", position, "name"],
        `must be another name than that of every other rule, got "${rule.name}" again`,
      ),
    ]),
    ...selectionViolations(props),
    ...tagViolations(props.tags),
  ];
}

/** @see https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupRuleInput.html */
function planNameViolations(path: readonly string[], name: string): Violation[] {
  return violationIf(
    isKnown(name) && !/^[A-Za-z0-9_.-]{1,50}$/.test(name),
    "backup-plan-name",
    path,
    `the name must be 1 to 50 characters of A-Z, a-z, 0-9, _, . and -, got "${name}"`,
  );
}

function ruleViolations(rule: BackupRule, { lock }: Pick<BackupVaultProps, "lock">): Violation[] {
  const { schedule, copies = [], recoveryPointTags } = rule;
  return [
    ...planNameViolations(["name"], rule.name),
    ...violationIf(
      isKnown(schedule) && !isCron(schedule),
      "backup-schedule",
      ["schedule"],
      `must be a cron expression of six fields with ? for one of the two days, such as cron(0 3 * * ? *), got "${schedule}"`,
    ),
    ...retentionViolations([], rule, lock),
    ...continuousViolations(rule),
    ...windowViolations(rule),
    ...copies.flatMap((copy, position) => within(["copies", position], copyViolations(copy))),
    ...within(["recoveryPointTags"], tagViolations(recoveryPointTags)),
  ];
}

/** @see https://docs.aws.amazon.com/aws-backup/latest/devguide/point-in-time-recovery.html */
function continuousViolations({ continuous, retentionDays: days, coldStorageAfterDays }: BackupRule) {
  return [
    ...violationIf(
      continuous === true && (days === undefined || (isKnown(days) && days > 35)),
      "backup-continuous",
      ["retentionDays"],
      `a continuous backup must be kept 1 to 35 days, got ${days ?? "no end"}`,
    ),
    ...violationIf(
      continuous === true && coldStorageAfterDays !== undefined,
      "backup-continuous",
      ["coldStorageAfterDays"],
      "a continuous backup has no cold storage; remove it",
    ),
  ];
}

function windowViolations({ startWindowMinutes: start, completionWindowMinutes: completion }: BackupRule) {
  const startWindow = start ?? 60;
  return [
    ...violationIf(
      isKnown(start) && !(Number.isInteger(start) && start >= 60),
      "backup-window",
      ["startWindowMinutes"],
      `must be at least 60 whole minutes, got ${start}`,
    ),
    ...violationIf(
      isKnown(startWindow) &&
        isKnown(completion) &&
        !(Number.isInteger(completion) && completion > startWindow),
      "backup-window",
      ["completionWindowMinutes"],
      `must be more whole minutes than startWindowMinutes (${startWindow}), got ${completion}`,
    ),
  ];
}

function copyViolations(copy: BackupCopy): Violation[] {
  return [
    ...violationIf(
      isKnown(copy.vaultArn) && !vaultArn.test(copy.vaultArn),
      "backup-copy-vault",
      ["vaultArn"],
      `must be the ARN of a backup vault (arn:aws:backup:<region>:<account>:backup-vault:<name>), got "${copy.vaultArn}"`,
    ),
    ...retentionViolations([], copy, copy.lock),
  ];
}

/** @see https://docs.aws.amazon.com/aws-backup/latest/devguide/API_BackupSelection.html */
function selectionViolations({ tables, taggedWith }: BackupPlanSettings): Violation[] {
  const tableCount = isKnown(tables) ? tables.length : 0;
  const tagCount = isKnown(taggedWith) ? Object.keys(taggedWith).length : 0;
  return [
    ...violationIf(
      tableCount === 0 && tagCount === 0,
      "backup-selection",
      ["tables"],
      "a plan must select something; name tables, or tags in taggedWith",
    ),
    ...violationIf(
      tableCount > 500,
      "backup-selection",
      ["tables"],
      `must be at most 500 tables, got ${tableCount}`,
    ),
    ...violationIf(
      tagCount > 30,
      "backup-selection",
      ["taggedWith"],
      `must be at most 30 tags, got ${tagCount}`,
    ),
  ];
}

import { BackupPlan as Plan, type BackupPlanRule } from "@cdktf/provider-aws/lib/backup-plan";
import { BackupSelection, type BackupSelectionConfig } from "@cdktf/provider-aws/lib/backup-selection";
import { Construct } from "constructs";
import { AwsAccount } from "../account/aws-account";
import { refuse } from "../rules/refuse";
import { holdTableLocation } from "../table/table-location";
import type { BackupPlanProps } from "./backup-plan-props";
import { planViolations } from "./backup-plan-rules";
import type { BackupRetention, BackupRule } from "./backup-rule";
import { BackupServiceRole } from "./backup-service-role";
import { backupStatements } from "./backup-statements";
import { RegionSettings } from "./region-settings";

/**
 * A plan by which tables are backed up into a vault, and their recovery points copied into others.
 *
 * @example
 * new BackupPlan(this, "backup", {
 *   name: "forum-prod",
 *   vault,
 *   rules: [BackupRule.daily({ retentionDays: 30, copies: [{ vaultArn, retentionDays: 30 }] })],
 *   tables: [posts],
 * });
 */
export class BackupPlan extends Construct {
  /** The underlying resource, for what this construct does not cover. */
  readonly resource: Plan;
  /** ARN of the role that creates the backups. */
  readonly roleArn: string;

  /** @throws Error that lists every rule that the props break */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: BackupPlanProps,
  ) {
    refuse("BackupPlan", scope, id, planViolations(props));
    super(scope, id);
    this.roleArn = props.roleArn ?? this.makeRole().arn;
    this.resource = this.makePlan();
    this.selectTables();
    this.selectTagged();
  }

  /** ARN of the plan. */
  get arn(): string {
    return this.resource.arn;
  }

  private makeRole(): BackupServiceRole {
    const statements = backupStatements(this.props, AwsAccount.of(this));
    return new BackupServiceRole(this, "Role", {
      name: `${this.props.name}-backup`,
      statements,
      tags: this.props.tags,
    });
  }

  private makePlan(): Plan {
    const { name, rules, tags, vault, advancedFeatures = true } = this.props;
    return new Plan(this, "Resource", {
      name,
      rule: rules.map((rule) => planRule(rule, vault.vaultName)),
      tags: tags && { ...tags },
      dependsOn: advancedFeatures ? [RegionSettings.of(this).resource] : undefined,
    });
  }

  private selectTables(): void {
    const { tables = [] } = this.props;
    if (tables.length === 0) return;
    for (const { arn, location } of tables) holdTableLocation(this, { use: "backups", table: arn, location });
    const resources = tables.map(({ arn }) => arn);
    this.select("Tables", { name: "tables", resources });
  }

  private selectTagged(): void {
    const { taggedWith } = this.props;
    if (taggedWith === undefined) return;
    // Conditions, unlike selection tags, have to hold all at once.
    const stringEquals = Object.entries(taggedWith).map(([key, value]) => ({
      key: `aws:ResourceTag/${key}`,
      value,
    }));
    const resources = [AwsAccount.of(this).arn("dynamodb", "*", "table/*")];
    this.select("Tagged", { name: "tagged", resources, condition: [{ stringEquals }] });
  }

  private select(
    id: string,
    selection: Pick<BackupSelectionConfig, "name" | "resources" | "condition">,
  ): void {
    new BackupSelection(this, id, { planId: this.resource.id, iamRoleArn: this.roleArn, ...selection });
  }
}

function planRule(rule: BackupRule, targetVaultName: string): BackupPlanRule {
  return {
    ruleName: rule.name,
    targetVaultName,
    schedule: rule.schedule,
    scheduleExpressionTimezone: rule.timeZone,
    enableContinuousBackup: rule.continuous,
    startWindow: rule.startWindowMinutes,
    completionWindow: rule.completionWindowMinutes,
    recoveryPointTags: rule.recoveryPointTags && { ...rule.recoveryPointTags },
    lifecycle: lifecycle(rule),
    copyAction: rule.copies?.map((copy) => ({
      destinationVaultArn: copy.vaultArn,
      lifecycle: lifecycle(copy),
    })),
  };
}

function lifecycle({ retentionDays, coldStorageAfterDays }: BackupRetention) {
  return retentionDays === undefined && coldStorageAfterDays === undefined
    ? undefined
    : { deleteAfter: retentionDays, coldStorageAfter: coldStorageAfterDays };
}

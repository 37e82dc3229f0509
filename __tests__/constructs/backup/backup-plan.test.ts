import { TerraformStack, Testing, Token } from "cdktf";
import { describe, expect, it } from "vitest";
import {
  Attribute,
  BackupPlan,
  type BackupPlanProps,
  BackupRule,
  BackupVault,
  DynamoTable,
  Encryption,
  VaultEncryption,
} from "../../../constructs";
import { planViolations } from "../../../constructs/internal";
import { only, statements, synthesized, type Terraform } from "../synthesized";

const keyArn = "arn:aws:kms:us-east-1:123456789012:key/1";
const vaultKeyArn = "arn:aws:kms:us-east-1:123456789012:key/2";
const copyArn = "arn:aws:backup:us-west-2:123456789012:backup-vault:forum";
const account = "${data.aws_caller_identity.account_identity_B7F107C0.account_id}";
const partition = "${data.aws_partition.account_partition_32ACE770.partition}";
const role = "${aws_iam_role.backup_Role_158019E1.arn}";
const vaultArn = "${aws_backup_vault.vault_AEB7ADF6.arn}";

function planIn(props: Partial<BackupPlanProps> = {}, encrypted = false): Terraform {
  return synthesized((stack) => {
    const encryption = encrypted ? VaultEncryption.customerManaged({ keyArn: vaultKeyArn }) : undefined;
    const vault = new BackupVault(stack, "vault", { name: "forum", encryption });
    const table = new DynamoTable(stack, "posts", {
      name: "Posts",
      partitionKey: Attribute.string("postId"),
      encryption: encrypted ? Encryption.customerManaged({ keyArn }) : undefined,
      logicalId: "posts",
    });
    const rules = [BackupRule.daily({ retentionDays: 30 })];
    new BackupPlan(stack, "backup", { name: "forum", vault, rules, tables: [table], ...props });
  });
}

const ruleOf = (rule: BackupRule) => only(planIn({ rules: [rule] }), "aws_backup_plan").rule;

describe("BackupPlan", () => {
  it("minimal", () => {
    expect(only(planIn(), "aws_backup_plan")).toEqual({
      name: "forum",
      rule: [
        {
          rule_name: "daily",
          target_vault_name: "${aws_backup_vault.vault_AEB7ADF6.name}",
          schedule: "cron(0 3 * * ? *)",
          lifecycle: { delete_after: 30 },
        },
      ],
      depends_on: ["aws_backup_region_settings.backupRegionSettings_CBFE98FB"],
    });
  });

  it("maximum properties of a rule", () => {
    const rule = BackupRule.scheduled({
      name: "hourly",
      schedule: "cron(0 * * * ? *)",
      timeZone: "Europe/Berlin",
      retentionDays: 120,
      coldStorageAfterDays: 30,
      startWindowMinutes: 60,
      completionWindowMinutes: 120,
      recoveryPointTags: { Kind: "hourly" },
      copies: [{ vaultArn: copyArn, retentionDays: 7 }, { vaultArn: copyArn }],
    });
    expect(ruleOf(rule)).toEqual([
      {
        rule_name: "hourly",
        target_vault_name: "${aws_backup_vault.vault_AEB7ADF6.name}",
        schedule: "cron(0 * * * ? *)",
        schedule_expression_timezone: "Europe/Berlin",
        start_window: 60,
        completion_window: 120,
        recovery_point_tags: { Kind: "hourly" },
        lifecycle: { cold_storage_after: 30, delete_after: 120 },
        copy_action: [
          { destination_vault_arn: copyArn, lifecycle: { delete_after: 7 } },
          { destination_vault_arn: copyArn },
        ],
      },
    ]);
  });

  it.each([
    {
      preset: BackupRule.daily(),
      expected: { schedule: "cron(0 3 * * ? *)", lifecycle: { delete_after: 35 } },
    },
    {
      preset: BackupRule.weekly({ weekday: "MON" }),
      expected: { schedule: "cron(0 3 ? * MON *)", lifecycle: { delete_after: 90 } },
    },
    {
      preset: BackupRule.monthly({ day: 15, hour: 4 }),
      expected: { schedule: "cron(0 4 15 * ? *)", lifecycle: { delete_after: 365 } },
    },
    {
      preset: BackupRule.yearly(),
      expected: {
        schedule: "cron(0 3 1 1 ? *)",
        lifecycle: { cold_storage_after: 90, delete_after: 2555 },
      },
    },
  ])("has a preset $preset.name", ({ preset, expected }) => {
    expect(ruleOf(preset)).toMatchObject([{ rule_name: preset.name, ...expected }]);
  });

  it("has presets that keep every rule", () => {
    const rules = [BackupRule.daily(), BackupRule.weekly(), BackupRule.monthly(), BackupRule.yearly()];
    const tables = [{ arn: "arn", kmsKeyArn: null }];
    expect(planViolations({ name: "forum", vault: { props: {} }, rules, tables })).toEqual([]);
  });

  it("selects its tables by ARN", () => {
    expect(only(planIn(), "aws_backup_selection")).toEqual({
      name: "tables",
      plan_id: "${aws_backup_plan.backup_98F0E993.id}",
      iam_role_arn: role,
      resources: ["${aws_dynamodb_table.posts.arn}"],
    });
  });

  it("selects tables that have all of its tags", () => {
    const terraform = planIn({ tables: [], taggedWith: { Application: "forum", Tier: "1" } });
    expect(only(terraform, "aws_backup_selection")).toMatchObject({
      name: "tagged",
      resources: [`arn:${partition}:dynamodb:*:${account}:table/*`],
      condition: [
        {
          string_equals: [
            { key: "aws:ResourceTag/Application", value: "forum" },
            { key: "aws:ResourceTag/Tier", value: "1" },
          ],
        },
      ],
    });
  });

  it("turns on what copies of DynamoDB need, and leaves it alone afterwards", () => {
    expect(only(planIn(), "aws_backup_region_settings")).toEqual({
      resource_type_opt_in_preference: { DynamoDB: true },
      resource_type_management_preference: { DynamoDB: true },
      lifecycle: {
        ignore_changes: ["resource_type_opt_in_preference", "resource_type_management_preference"],
      },
    });
  });

  it("leaves the settings of the region alone when told so", () => {
    expect(planIn({ advancedFeatures: false }).resource).not.toHaveProperty("aws_backup_region_settings");
  });

  it("makes its backups under a role that is trusted to AWS Backup in this account only", () => {
    expect(statements(only(planIn(), "aws_iam_role").assume_role_policy)).toEqual([
      {
        Effect: "Allow",
        Principal: { Service: "backup.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": account } },
      },
    ]);
  });

  it("may back up its tables, copy into its vaults, and nothing else", () => {
    const rules = [BackupRule.daily({ copies: [{ vaultArn: copyArn }] })];
    expect(statements(only(planIn({ rules }), "aws_iam_role_policy").policy)).toEqual([
      {
        Effect: "Allow",
        Action: [
          "dynamodb:DescribeTable",
          "dynamodb:CreateBackup",
          "dynamodb:ListTagsOfResource",
          "dynamodb:StartAwsBackupJob",
        ],
        Resource: ["${aws_dynamodb_table.posts.arn}"],
      },
      {
        Effect: "Allow",
        Action: ["dynamodb:DescribeBackup", "dynamodb:DeleteBackup"],
        Resource: ["${aws_dynamodb_table.posts.arn}/backup/*"],
      },
      {
        Effect: "Allow",
        Action: ["backup:DescribeBackupVault", "backup:CopyIntoBackupVault"],
        Resource: [vaultArn, copyArn],
      },
      {
        Effect: "Allow",
        Action: ["backup:TagResource", "backup:CopyFromBackupVault"],
        Resource: [`arn:${partition}:backup:*:${account}:recovery-point:*`, vaultArn],
      },
    ]);
  });

  it("may use the keys of its tables through DynamoDB and that of its vault through AWS Backup", () => {
    const policy = statements(only(planIn({}, true), "aws_iam_role_policy").policy);
    expect(policy.slice(4)).toEqual([
      { Effect: "Allow", Action: ["kms:DescribeKey"], Resource: [keyArn, vaultKeyArn] },
      {
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
        Resource: [keyArn, vaultKeyArn],
        Condition: { StringLike: { "kms:ViaService": "dynamodb.*.amazonaws.*" } },
      },
      {
        Effect: "Allow",
        Action: ["kms:Decrypt", "kms:GenerateDataKey*"],
        Resource: [vaultKeyArn],
        Condition: { StringLike: { "kms:ViaService": "backup.*.amazonaws.*" } },
      },
      {
        Effect: "Allow",
        Action: ["kms:CreateGrant"],
        Resource: [keyArn, vaultKeyArn],
        Condition: { Bool: { "kms:GrantIsForAWSResource": "true" } },
      },
    ]);
  });

  it("may look for resources by tag only if it selects by tag", () => {
    const policy = statements(only(planIn({ taggedWith: { Tier: "1" } }), "aws_iam_role_policy").policy);
    expect(policy[4]).toEqual({ Effect: "Allow", Action: ["tag:GetResources"], Resource: ["*"] });
  });

  it("takes a role that is there", () => {
    const terraform = planIn({ roleArn: "arn:aws:iam::123456789012:role/backup" });
    expect(terraform.resource).not.toHaveProperty("aws_iam_role");
    expect(only(terraform, "aws_backup_selection")).toMatchObject({
      iam_role_arn: "arn:aws:iam::123456789012:role/backup",
    });
  });

  it("throws one error that lists every rule that is broken", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const vault = new BackupVault(stack, "vault", { name: "forum" });
    expect(() => new BackupPlan(stack, "backup", { name: "a plan", vault, rules: [] })).toThrow(
      /name: .*\n.*rules: must be at least one, got none\n.*tables: a plan must select something/,
    );
  });

  it("lets values through that are known only at apply", () => {
    const text = Token.asString({ resolve: () => "${var.text}" });
    const number = Token.asNumber({ resolve: () => "${var.number}" });
    const rule = BackupRule.scheduled({
      ...{ name: text, schedule: text, retentionDays: number, coldStorageAfterDays: number },
      ...{ startWindowMinutes: number, completionWindowMinutes: number },
      copies: [{ vaultArn: text, retentionDays: number }],
    });
    const props = { name: text, rules: [rule], tables: [{ arn: text, kmsKeyArn: null }] };
    const vault = { props: { lock: { mode: "governance", minDays: 7, maxDays: 30 } as const } };
    expect(planViolations({ ...props, vault })).toEqual([]);
  });
});

import { TerraformStack, Testing, Token } from "cdktf";
import { describe, expect, it } from "vitest";
import { BackupLock, BackupVault, type BackupVaultProps, VaultEncryption } from "../../../constructs";
import { vaultViolations } from "../../../constructs/internal";
import { only, statements, synthesized, type Terraform } from "../synthesized";

function vaultIn(props: Partial<BackupVaultProps> = {}): Terraform {
  return synthesized((stack) => new BackupVault(stack, "vault", { name: "forum", ...props }));
}

const name = "${aws_backup_vault.vault_AEB7ADF6.name}";
const topic = "arn:aws:sns:us-east-1:123456789012:forum";

describe("BackupVault", () => {
  it("minimal", () => {
    const { resource } = vaultIn();
    expect(Object.keys(resource)).toEqual(["aws_backup_vault", "terraform_data"]);
    expect(Object.values(resource.aws_backup_vault ?? {})).toEqual([
      { name: "forum", lifecycle: { prevent_destroy: true } },
    ]);
  });

  it("maximum properties", () => {
    const { resource } = vaultIn({
      encryption: VaultEncryption.customerManaged({ keyArn: "arn:aws:kms:us-east-1:123456789012:key/1" }),
      lock: BackupLock.compliance({ minDays: 7, maxDays: 365, graceDays: 3 }),
      refuseDeletion: true,
      copiesFromAccounts: ["210987654321"],
      notifyTopicArn: topic,
      notifyEvents: ["backup-job-completed"],
      preventDestroy: false,
      tags: { Team: "forum" },
    });
    expect(Object.keys(resource).toSorted()).toEqual([
      "aws_backup_vault",
      "aws_backup_vault_lock_configuration",
      "aws_backup_vault_notifications",
      "aws_backup_vault_policy",
      "terraform_data",
    ]);
    expect(Object.values(resource.aws_backup_vault ?? {})).toEqual([
      {
        name: "forum",
        kms_key_arn: "arn:aws:kms:us-east-1:123456789012:key/1",
        tags: { Team: "forum" },
        lifecycle: { prevent_destroy: false },
      },
    ]);
  });

  it("locked in governance mode can be unlocked", () => {
    const terraform = vaultIn({ lock: BackupLock.governance({ minDays: 7, maxDays: 365 }) });
    expect(only(terraform, "aws_backup_vault_lock_configuration")).toEqual({
      backup_vault_name: name,
      min_retention_days: 7,
      max_retention_days: 365,
    });
  });

  it("locked in compliance mode is locked for good after the days of grace", () => {
    const terraform = vaultIn({ lock: BackupLock.compliance({ minDays: 7, graceDays: 3 }) });
    expect(only(terraform, "aws_backup_vault_lock_configuration")).toEqual({
      backup_vault_name: name,
      min_retention_days: 7,
      changeable_for_days: 3,
    });
  });

  it("refuses everybody to delete recovery points", () => {
    const terraform = vaultIn({ refuseDeletion: true });
    expect(statements(only(terraform, "aws_backup_vault_policy").policy)).toMatchObject([
      {
        Effect: "Deny",
        Principal: { AWS: "*" },
        Action: ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"],
      },
    ]);
  });

  it("lets other accounts copy into it", () => {
    const terraform = vaultIn({ copiesFromAccounts: ["210987654321"] });
    expect(statements(only(terraform, "aws_backup_vault_policy").policy)).toMatchObject([
      {
        Effect: "Allow",
        Principal: { AWS: [expect.stringMatching(/:iam::210987654321:root$/) as string] },
        Action: "backup:CopyIntoBackupVault",
      },
    ]);
  });

  it("tells a topic of what failed, and of what was restored", () => {
    expect(only(vaultIn({ notifyTopicArn: topic }), "aws_backup_vault_notifications")).toEqual({
      backup_vault_name: name,
      sns_topic_arn: topic,
      backup_vault_events: ["COPY_JOB_FAILED", "RESTORE_JOB_COMPLETED"],
    });
  });

  it("gets a key made for it that can be used through AWS Backup only", () => {
    const terraform = vaultIn({ encryption: VaultEncryption.customerManaged() });
    expect(only(terraform, "aws_kms_alias")).toMatchObject({ name: "alias/backup/forum" });
    expect(only(terraform, "aws_kms_key")).toMatchObject({
      enable_key_rotation: true,
      lifecycle: { prevent_destroy: true },
    });
    expect(statements(only(terraform, "aws_kms_key").policy)[1]).toMatchObject({
      Condition: {
        StringLike: { "kms:ViaService": ["backup.*.amazonaws.*", "dynamodb.*.amazonaws.*"] },
      },
    });
  });

  it("throws one error that lists every rule that is broken", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const lock = BackupLock.governance({ minDays: 0 });
    expect(() => new BackupVault(stack, "vault", { name: "f", lock })).toThrow(
      /^BackupVault "stack\/vault" name: .*\nBackupVault "stack\/vault" lock.minDays: /,
    );
  });

  it("lets values through that are known only at apply", () => {
    const text = Token.asString({ resolve: () => "${var.text}" });
    const number = Token.asNumber({ resolve: () => "${var.number}" });
    const lock = BackupLock.compliance({ minDays: number, maxDays: number, graceDays: number });
    const encryption = VaultEncryption.customerManaged({ keyArn: text });
    expect(vaultViolations({ name: text, lock, encryption, copiesFromAccounts: [text] })).toEqual([]);
  });
});

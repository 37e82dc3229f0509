import { TerraformStack, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { BackupVault, RestoreTesting, type RestoreTestingProps, VaultEncryption } from "../../../constructs";
import { only, statements, synthesized, type Terraform } from "../synthesized";

const keyArn = "arn:aws:kms:us-east-1:123456789012:key/1";
const vaultArn = "${aws_backup_vault.vault_AEB7ADF6.arn}";
const table = { arn: "arn:aws:dynamodb:us-east-1:123456789012:table/Posts", kmsKeyArn: null };

function testIn(props: Partial<RestoreTestingProps> = {}): Terraform {
  return synthesized((stack) => {
    const encryption = VaultEncryption.customerManaged({ keyArn });
    const vault = new BackupVault(stack, "vault", { name: "forum", encryption });
    new RestoreTesting(stack, "test", { name: "forum", vaults: [vault], ...props });
  });
}

describe("RestoreTesting", () => {
  it("minimal", () => {
    expect(only(testIn(), "aws_backup_restore_testing_plan")).toEqual({
      name: "forum",
      schedule_expression: "cron(0 5 ? * SUN *)",
      recovery_point_selection: [
        {
          algorithm: "LATEST_WITHIN_WINDOW",
          include_vaults: [vaultArn],
          recovery_point_types: ["SNAPSHOT"],
        },
      ],
    });
  });

  it("maximum properties", () => {
    const props: Partial<RestoreTestingProps> = {
      schedule: "cron(0 5 1 * ? *)",
      timeZone: "Europe/Berlin",
      choice: "random",
      selectionWindowDays: 7,
      startWindowHours: 2,
      tags: { Team: "forum" },
    };
    expect(only(testIn(props), "aws_backup_restore_testing_plan")).toEqual({
      name: "forum",
      schedule_expression: "cron(0 5 1 * ? *)",
      schedule_expression_timezone: "Europe/Berlin",
      start_window_hours: 2,
      tags: { Team: "forum" },
      recovery_point_selection: [
        {
          algorithm: "RANDOM_WITHIN_WINDOW",
          include_vaults: [vaultArn],
          recovery_point_types: ["SNAPSHOT"],
          selection_window_days: 7,
        },
      ],
    });
  });

  it("tries every table of its vaults", () => {
    expect(only(testIn(), "aws_backup_restore_testing_selection")).toMatchObject({
      protected_resource_type: "DynamoDB",
      protected_resource_arns: ["*"],
    });
  });

  it("tries the tables that are named", () => {
    const props = { tables: [table], validationWindowHours: 4 };
    expect(only(testIn(props), "aws_backup_restore_testing_selection")).toMatchObject({
      protected_resource_arns: [table.arn],
      validation_window_hours: 4,
    });
  });

  it("may restore tables of a test's name and read nothing of the account's own tables", () => {
    const resources = statements(only(testIn(), "aws_iam_role_policy").policy).map(
      ({ Resource }) => Resource,
    );
    expect(resources[0]).toEqual([
      expect.stringMatching(/:dynamodb:\*:.*:table\/awsbackup-restore-test-\*$/),
    ]);
    expect(resources[1]).toEqual([expect.stringMatching(/:table\/\*\/backup\/\*$/)]);
    expect(resources.slice(2)).toEqual([[keyArn], [keyArn], [keyArn]]);
  });

  it("takes a role that is there", () => {
    const { resource } = testIn({ roleArn: "arn:aws:iam::123456789012:role/restore" });
    expect(resource).not.toHaveProperty("aws_iam_role");
  });

  it("throws one error that lists every rule that is broken", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    expect(() => new RestoreTesting(stack, "test", { name: "forum-prod", vaults: [] })).toThrow(
      /name: .*\n.*vaults: must be at least one, got none/,
    );
  });
});

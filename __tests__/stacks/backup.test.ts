import { App } from "cdktf";
import { describe, expect, it } from "vitest";
import { buildStacks, loadTables } from "../../stacks";
import { writtenStack, writtenStacks } from "./written-stacks";

const minimal = `
service: forum
environment: dev
regions: { primary: us-east-1, replicas: [us-west-2] }
tables:
  posts: { partitionKey: postId }
`;
const stackOf = (more: string, region = "us-east-1") =>
  writtenStack(`${minimal}${more}`, `forum-dev-${region}`);
const first = (resources: Record<string, Record<string, unknown>> | undefined) =>
  Object.values(resources ?? {})[0];

describe("backup", () => {
  it("backs up every table each night at 3:00 UTC and keeps it 35 days", () => {
    const { resource } = stackOf("  users: { partitionKey: userId }\nbackup: {}");
    expect(first(resource.aws_backup_plan)).toMatchObject({
      name: "forum-dev",
      rule: [{ schedule: "cron(0 3 * * ? *)", lifecycle: { delete_after: 35 } }],
    });
    expect(first(resource.aws_backup_selection)).toMatchObject({
      resources: ["${aws_dynamodb_table.posts.arn}", "${aws_dynamodb_table.users.arn}"],
    });
  });

  it("backs up with the configured schedule and retention", () => {
    const backup =
      "backup: { schedule: 'cron(0 1 ? * SUN *)', retentionDays: 120, coldStorageAfterDays: 30 }";
    expect(first(stackOf(backup).resource.aws_backup_plan)).toMatchObject({
      rule: [{ schedule: "cron(0 1 ? * SUN *)", lifecycle: { cold_storage_after: 30, delete_after: 120 } }],
    });
  });

  it("copies into a vault that it knows by name", () => {
    expect(first(stackOf("backup: { copyTo: us-west-2 }").resource.aws_backup_plan)).toMatchObject({
      rule: [
        {
          copy_action: [
            {
              destination_vault_arn: expect.stringMatching(
                /:backup:us-west-2:.*:backup-vault:forum-dev$/,
              ) as string,
              lifecycle: { delete_after: 35 },
            },
          ],
        },
      ],
    });
  });

  it("has the vault for copies in the replica's stack", () => {
    const { resource } = stackOf("backup: { copyTo: us-west-2, lock: { minDays: 7 } }", "us-west-2");
    expect(first(resource.aws_backup_vault)).toMatchObject({ name: "forum-dev" });
    expect(first(resource.aws_backup_vault_lock_configuration)).toMatchObject({ min_retention_days: 7 });
    expect(resource).not.toHaveProperty("aws_backup_plan");
  });

  it("has the vault for copies in a separate stack if the region has no replica", () => {
    const written = writtenStacks(`${minimal}backup: { copyTo: eu-west-1 }`);
    expect(Object.keys(written).toSorted()).toEqual([
      "forum-dev-eu-west-1",
      "forum-dev-us-east-1",
      "forum-dev-us-west-2",
    ]);
    const { resource, provider } = stackOf("backup: { copyTo: eu-west-1 }", "eu-west-1");
    expect(Object.keys(resource)).toEqual(["aws_backup_vault", "terraform_data"]);
    expect(provider.aws).toEqual([{ region: "eu-west-1" }]);
  });

  it("has no stack for copies where the copies go to a replica's region", () => {
    const config = loadTables("tables.yaml", `${minimal}backup: { copyTo: us-west-2 }`);
    expect(buildStacks(new App({ outdir: "/tmp" }), config, { projectDir: "/tmp" }).backup).toBeUndefined();
  });

  it("locks its vault so that it can be unlocked", () => {
    const { resource } = stackOf("backup: { lock: { minDays: 7, maxDays: 365 } }");
    expect(first(resource.aws_backup_vault_lock_configuration)).not.toHaveProperty("changeable_for_days");
  });

  it("locks its vault for good after the days of grace", () => {
    const { resource } = stackOf("backup: { lock: { minDays: 7, graceDays: 3 } }");
    expect(first(resource.aws_backup_vault_lock_configuration)).toMatchObject({ changeable_for_days: 3 });
  });

  it("encrypts its vault with a customer-managed key if any table has one", () => {
    const { resource } = stackOf("backup: {}\ndefaults: { encryption: customer-managed }");
    expect(Object.values(resource.aws_kms_alias ?? {})).toContainEqual(
      expect.objectContaining({ name: "alias/backup/forum-dev" }),
    );
  });

  it("keeps its vault as long as any table is kept", () => {
    expect(first(stackOf("backup: {}").resource.aws_backup_vault)).toMatchObject({
      lifecycle: { prevent_destroy: true },
    });
    const free = stackOf("backup: {}\ndefaults: { deletionProtection: false }");
    expect(first(free.resource.aws_backup_vault)).toMatchObject({ lifecycle: { prevent_destroy: false } });
  });

  it("tries to restore", () => {
    const { resource } = stackOf("backup: { restoreTesting: {} }");
    expect(first(resource.aws_backup_restore_testing_plan)).toMatchObject({ name: "forum_dev" });
    expect(first(resource.aws_backup_restore_testing_selection)).toMatchObject({
      protected_resource_arns: ["${aws_dynamodb_table.posts.arn}"],
    });
  });

  it("is not there unless asked for", () => {
    expect(Object.keys(stackOf("").resource)).toEqual(["aws_dynamodb_table", "terraform_data"]);
  });

  it("encrypts the vault as the file says, whatever the tables' encryption is", () => {
    const { resource } = stackOf(
      "backup: { encryption: aws-managed }\ndefaults: { encryption: customer-managed }",
    );
    expect(Object.values(resource["aws_backup_vault"] ?? {})[0]).not.toHaveProperty("kms_key_arn");
    expect(resource["terraform_data"]?.["vault_encryption"]).toMatchObject({
      for_each: { "aws_backup_vault.backupVault_AE9D7BF4": "aws-managed" },
    });
  });

  it("can be let go while the tables are protected", () => {
    const { resource } = stackOf("backup: { preventDestroy: false }");
    expect(Object.values(resource["aws_backup_vault"] ?? {})[0]).toMatchObject({
      lifecycle: { prevent_destroy: false },
    });
  });
});

import { TerraformStack, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { Attribute, DynamoTable, type DynamoTableProps, TableBackups } from "../../../constructs";
import { framework } from "../../../constructs/internal";
import { only, synthesized } from "../synthesized";

const minimal: DynamoTableProps = {
  name: "Posts",
  partitionKey: Attribute.string("postId"),
  deletionProtection: false,
};
const backupArn = "arn:aws:dynamodb:us-east-1:123456789012:table/Old/backup/01489602797149-73d8d5bc";

function tableWith(props: Partial<DynamoTableProps>): Record<string, unknown> {
  const terraform = synthesized((stack) => new DynamoTable(stack, "posts", { ...minimal, ...props }));
  return only(terraform, "aws_dynamodb_table");
}

describe("a table that is restored to a point in time", () => {
  it("has the newest state of a table of its region", () => {
    const written = tableWith({ restoreFrom: { table: "Old" } });
    expect(written).toMatchObject({ restore_source_name: "Old", restore_to_latest_time: true });
    expect(written).not.toHaveProperty("restore_date_time");
  });

  it("has the state of a time", () => {
    const written = tableWith({ restoreFrom: { table: "Old", at: "2026-01-31T10:00:00Z" } });
    expect(written).toMatchObject({ restore_source_name: "Old", restore_date_time: "2026-01-31T10:00:00Z" });
    expect(written).not.toHaveProperty("restore_to_latest_time");
  });

  it("has the data of a table of another region, with its encryption", () => {
    const arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/Posts";
    const written = tableWith({ restoreFrom: { table: arn } });
    expect(written).toMatchObject({
      restore_source_table_arn: arn,
      server_side_encryption: { enabled: false },
      lifecycle: { ignore_changes: expect.arrayContaining(["restore_source_table_arn"]) as unknown },
    });
    expect(written).not.toHaveProperty("restore_source_name");
  });
});

describe("a backup as the source, with CDKTF", () => {
  const inStead = "import cdktf-dynamodb/cdktn in an app of cdktn";

  it.each([
    { restoreFrom: { backupArn } },
    { restoreFrom: { newestBackupOf: "Old", backupType: "system" } as const },
  ])("is refused, with the framework that has it: $restoreFrom", ({ restoreFrom }) => {
    expect(messageOf(() => tableWith({ restoreFrom }))).toBe(
      ofCdktf(
        'DynamoTable "stack/posts" restoreFrom: requires CDK Terrain, since @cdktf/provider-aws has no ' +
          `restore_backup_arn of aws_dynamodb_table (hashicorp/aws 6.38.0); ${inStead}`,
      ),
    );
  });

  it("cannot be listed", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    expect(messageOf(() => new TableBackups(stack, "backups"))).toBe(
      ofCdktf(
        'TableBackups "stack/backups": requires CDK Terrain, since @cdktf/provider-aws has no data source ' +
          `aws_dynamodb_backups (hashicorp/aws 6.38.0); ${inStead}`,
      ),
    );
  });
});

/** The tests run with both frameworks. */
function ofCdktf(message: string): string {
  return framework.name === "cdktf" ? message : "";
}

function messageOf(build: () => unknown): string {
  try {
    build();
  } catch (error) {
    return (error as Error).message;
  }
  return "";
}

import { TerraformOutput, TerraformStack, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { Attribute, DynamoTable, type DynamoTableProps, TableBackups } from "../../../constructs";
import { only, synthesized } from "../../constructs/synthesized";
import { bindingsClass } from "./bindings-class";

const minimal: DynamoTableProps = {
  name: "Posts",
  partitionKey: Attribute.string("postId"),
  deletionProtection: false,
};
const backupArn = "arn:aws:dynamodb:us-east-1:123456789012:table/Old/backup/01489602797149-73d8d5bc";

describe("a table that is restored from a backup", () => {
  it("has the backup's ARN, which no later plan compares", () => {
    const terraform = synthesized(
      (stack) => new DynamoTable(stack, "posts", { ...minimal, restoreFrom: { backupArn } }),
    );
    const table = only(terraform, "aws_dynamodb_table");
    expect(table).toMatchObject({
      restore_backup_arn: backupArn,
      lifecycle: { ignore_changes: expect.arrayContaining(["restore_backup_arn"]) as unknown },
    });
    expect(table).not.toHaveProperty("restore_source_name");
  });

  it("has the newest backup of a table, without which the plan fails", () => {
    const restoreFrom = { newestBackupOf: "Old", backupType: "system" } as const;
    const terraform = synthesized((stack) => new DynamoTable(stack, "posts", { ...minimal, restoreFrom }));
    const list = "data.aws_dynamodb_backups.posts_Backups_D0BE377E.backup_summaries";
    const available = `[for each in ${list} : each if each.backup_status == "AVAILABLE"]`;
    expect(Object.values(terraform.data["aws_dynamodb_backups"] ?? {})).toEqual([
      { table_name: "Old", backup_type: "SYSTEM" },
    ]);
    expect(only(terraform, "aws_dynamodb_table")).toMatchObject({
      restore_backup_arn: `\${try(split(" ", reverse(sort([for each in ${available} : join(" ", [each.backup_creation_date_time, each.backup_arn])]))[0])[1], null)}`,
      lifecycle: {
        precondition: [
          {
            condition: `\${(try(contains(data.aws_dynamodb_tables.tableNames.names, "Posts"), false) || length(${available}) > 0)}`,
            error_message:
              "Posts would be created empty: there is no available backup of Old. Create a backup, or set restoreFrom to a point in time.",
          },
        ],
      },
    });
  });
});

describe("TableBackups", () => {
  it("writes what the class of the bindings writes", () => {
    const written = synthesized((stack) => {
      new TableBackups(stack, "backups", {
        ...{ tableName: "Old", backupType: "aws-backup" },
        ...{ after: "2026-01-01T00:00:00Z", before: "2026-02-01T00:00:00Z" },
      });
    });
    const bound = synthesized((stack) => {
      bindingsClass("data-aws-dynamodb-backups", "DataAwsDynamodbBackups")(stack, "backups", {
        ...{ tableName: "Old", backupType: "AWS_BACKUP" },
        ...{ timeRangeLowerBound: "2026-01-01T00:00:00Z", timeRangeUpperBound: "2026-02-01T00:00:00Z" },
      });
    });
    const type = "aws_dynamodb_backups";
    expect(Object.values(written.data[type] ?? {})).toEqual(Object.values(bound.data[type] ?? {}));
  });

  it("lists every backup as an output", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const backups = new TableBackups(stack, "backups");
    new TerraformOutput(stack, "all", { value: backups.summaries });
    expect(JSON.parse(Testing.synth(stack))).toMatchObject({
      output: {
        all: {
          value: expect.stringMatching(/^\$\{data\.aws_dynamodb_backups\..+\.backup_summaries\}$/) as string,
        },
      },
    });
  });

  it("refuses the name of a table that AWS would refuse", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    expect(() => new TableBackups(stack, "backups", { tableName: "a b" })).toThrow(
      'TableBackups "stack/backups" tableName: the name must be 3 to 255 characters',
    );
  });
});

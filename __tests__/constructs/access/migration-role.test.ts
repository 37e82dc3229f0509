import { TerraformStack, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { DynamoTable, MigrationRole } from "../../../constructs";
import { only, statements, synthesized } from "../synthesized";
import { arn, props } from "./posts-table";

describe("MigrationRole", () => {
  const assumedBy = ["arn:aws:iam::123456789012:role/pipeline"];
  const roleFor = (rollback?: boolean) =>
    synthesized((stack) => {
      const posts = new DynamoTable(stack, "posts", props);
      new MigrationRole(stack, "migration", {
        name: "forum-migration",
        tables: [posts],
        assumedBy,
        rollback,
      });
    });

  it("is taken on by whom it names and nobody else", () => {
    expect(statements(only(roleFor(), "aws_iam_role").assume_role_policy)).toEqual([
      { Effect: "Allow", Principal: { AWS: assumedBy }, Action: "sts:AssumeRole" },
    ]);
  });

  it("may do what the runner does to the tables, and nothing to their indexes", () => {
    expect(statements(only(roleFor(), "aws_iam_role_policy").policy)).toEqual([
      {
        Effect: "Allow",
        Action: [
          "dynamodb:DescribeTable",
          "dynamodb:BatchWriteItem",
          "dynamodb:PutItem",
          "dynamodb:Scan",
          "dynamodb:GetItem",
          "dynamodb:BatchGetItem",
          "dynamodb:Query",
          "dynamodb:DeleteItem",
          "dynamodb:PartiQLDelete",
        ],
        Resource: [arn],
      },
    ]);
  });

  it("may delete nothing where no run is taken back", () => {
    expect(statements(only(roleFor(false), "aws_iam_role_policy").policy)).toMatchObject([
      { Action: ["dynamodb:DescribeTable", "dynamodb:BatchWriteItem", "dynamodb:PutItem", "dynamodb:Scan"] },
    ]);
  });

  it("may change single items where it repairs and ends cutovers", () => {
    const terraform = synthesized((stack) => {
      const posts = new DynamoTable(stack, "posts", props);
      const role = { name: "forum-migration", tables: [posts], assumedBy, rollback: false, cutover: true };
      new MigrationRole(stack, "migration", role);
    });
    const running = ["DescribeTable", "BatchWriteItem", "PutItem", "Scan"];
    const cutover = ["GetItem", "Query", "UpdateItem", "DeleteItem"];
    expect(statements(only(terraform, "aws_iam_role_policy").policy)).toMatchObject([
      { Action: [...running, ...cutover].map((action) => `dynamodb:${action}`) },
    ]);
  });

  const following = ["dynamodb:DescribeStream", "dynamodb:GetShardIterator", "dynamodb:GetRecords"];

  it("may read the tables that it follows and their streams, and write nothing to them", () => {
    const terraform = synthesized((stack) => {
      const posts = new DynamoTable(stack, "posts", { ...props, stream: false });
      const old = new DynamoTable(stack, "old", { ...props, name: "OldPosts", logicalId: "old" });
      const follow = [old];
      new MigrationRole(stack, "migration", { name: "forum-migration", tables: [posts], assumedBy, follow });
    });
    expect(statements(only(terraform, "aws_iam_role_policy").policy).slice(1)).toEqual([
      {
        Effect: "Allow",
        Action: ["dynamodb:DescribeTable", "dynamodb:Scan", "dynamodb:BatchGetItem"],
        Resource: ["${aws_dynamodb_table.old.arn}"],
      },
      { Effect: "Allow", Action: following, Resource: ["${aws_dynamodb_table.old.arn}/stream/*"] },
    ]);
  });

  it("may follow one of its own tables without a second statement for it", () => {
    const terraform = synthesized((stack) => {
      const posts = new DynamoTable(stack, "posts", props);
      new MigrationRole(stack, "migration", {
        ...{ name: "forum-migration", tables: [posts], assumedBy, rollback: false, follow: [posts] },
      });
    });
    expect(statements(only(terraform, "aws_iam_role_policy").policy)).toMatchObject([
      { Action: expect.arrayContaining(["dynamodb:Scan", "dynamodb:BatchGetItem"]) as string[] },
      { Action: following, Resource: [`${arn}/stream/*`] },
    ]);
  });

  it("throws one error that lists every rule that is broken", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const build = () => new MigrationRole(stack, "migration", { name: "m m", tables: [], assumedBy });
    expect(build).toThrow(
      /^MigrationRole "stack\/migration" name: .*\nMigrationRole "stack\/migration" tables: must name at least one/,
    );
  });
});

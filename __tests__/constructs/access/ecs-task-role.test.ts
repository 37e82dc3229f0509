import { TerraformStack, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import {
  Attribute,
  DynamoTable,
  type DynamoTableProps,
  EcsTaskRole,
  Encryption,
  type EnvironmentEntry,
  type TableAccess,
} from "../../../constructs";
import { only, statements, synthesized, type Terraform } from "../synthesized";

const plain: DynamoTableProps = {
  name: "Posts",
  partitionKey: Attribute.string("postId"),
  logicalId: "posts",
};
const indexed: DynamoTableProps = {
  ...plain,
  indexes: { UserIndex: { partitionKey: Attribute.string("userId") } },
};
const account = "${data.aws_caller_identity.account_identity_B7F107C0.account_id}";
const partition = "${data.aws_partition.account_partition_32ACE770.partition}";

function roleWith(props: DynamoTableProps, access: TableAccess): Terraform {
  return synthesized((stack) => {
    const table = new DynamoTable(stack, "posts", props);
    new EcsTaskRole(stack, "web", {
      name: "forum-web",
      grants: [{ table, access }],
      tags: { Team: "forum" },
    });
  });
}

function granted(props: DynamoTableProps, access: TableAccess): Record<string, unknown>[] {
  return statements(only(roleWith(props, access), "aws_iam_role_policy").policy);
}

const read = [
  "dynamodb:GetItem",
  "dynamodb:BatchGetItem",
  "dynamodb:Query",
  "dynamodb:Scan",
  "dynamodb:ConditionCheckItem",
  "dynamodb:DescribeTable",
];
const write = [
  "dynamodb:PutItem",
  "dynamodb:UpdateItem",
  "dynamodb:DeleteItem",
  "dynamodb:BatchWriteItem",
  "dynamodb:DescribeTable",
];
const readWrite = [
  ...read,
  "dynamodb:PutItem",
  "dynamodb:UpdateItem",
  "dynamodb:DeleteItem",
  "dynamodb:BatchWriteItem",
];

describe("EcsTaskRole", () => {
  it("has its name and its tags", () => {
    expect(only(roleWith(plain, "read"), "aws_iam_role")).toMatchObject({
      name: "forum-web",
      tags: { Team: "forum" },
    });
  });

  it("is trusted to ECS tasks of its own account only", () => {
    expect(statements(only(roleWith(plain, "read"), "aws_iam_role").assume_role_policy)).toEqual([
      {
        Effect: "Allow",
        Principal: { Service: "ecs-tasks.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": account } },
      },
    ]);
  });

  it.each([
    { access: "read", actions: read },
    { access: "write", actions: write },
    { access: "read-write", actions: readWrite },
  ] as const)("granted $access may do that to the table and nothing else", ({ access, actions }) => {
    expect(granted(plain, access)).toEqual([
      { Effect: "Allow", Action: actions, Resource: ["${aws_dynamodb_table.posts.arn}"] },
    ]);
  });

  it("granted the stream may follow the table's streams and nothing else", () => {
    expect(granted({ ...plain, stream: "keys-only" }, "stream")).toEqual([
      {
        Effect: "Allow",
        Action: ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
        Resource: ["${aws_dynamodb_table.posts.arn}/stream/*"],
      },
      // IAM knows no resource for it but everything.
      expect.objectContaining({ Action: ["dynamodb:ListStreams"], Resource: ["*"] }),
    ]);
  });

  it("granted reading may query and scan the indexes of the table", () => {
    expect(granted(indexed, "read")[1]).toEqual({
      Effect: "Allow",
      Action: ["dynamodb:Query", "dynamodb:Scan"],
      Resource: ["${aws_dynamodb_table.posts.arn}/index/*"],
    });
  });

  it("granted writing may do nothing to the indexes of the table", () => {
    expect(granted(indexed, "write")).toHaveLength(1);
  });

  it("may use the table's replicas too", () => {
    expect(granted({ ...plain, replicaRegions: ["us-west-2"] }, "read")[0]).toMatchObject({
      Resource: [
        "${aws_dynamodb_table.posts.arn}",
        `arn:${partition}:dynamodb:us-west-2:${account}:table/\${aws_dynamodb_table.posts.name}`,
      ],
    });
  });

  it("granted reading may decrypt with the table's key through DynamoDB", () => {
    const keyArn = "arn:aws:kms:us-east-1:123456789012:key/1";
    expect(granted({ ...plain, encryption: Encryption.customerManaged({ keyArn }) }, "read")[1]).toEqual({
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:DescribeKey"],
      Resource: [keyArn],
      Condition: { StringLike: { "kms:ViaService": "dynamodb.*.amazonaws.*" } },
    });
  });

  it("granted writing may encrypt with the table's key too", () => {
    expect(granted({ ...plain, encryption: Encryption.customerManaged() }, "write")[1]).toMatchObject({
      Action: ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
    });
  });

  it("may use the key of a replica by its ARN where that is known", () => {
    const keyArn = "arn:aws:kms:us-east-1:123456789012:key/1";
    const replicaKeyArns = { "us-west-2": "arn:aws:kms:us-west-2:123456789012:key/2" };
    const encryption = Encryption.customerManaged({ keyArn, replicaKeyArns });
    expect(granted({ ...plain, encryption, replicaRegions: ["us-west-2"] }, "read")[1]).toMatchObject({
      Resource: [keyArn, replicaKeyArns["us-west-2"]],
    });
  });

  it("may use the key of a replica by its alias where its ARN is not known", () => {
    const encryption = Encryption.customerManaged();
    expect(granted({ ...plain, encryption, replicaRegions: ["us-west-2"] }, "read")[2]).toMatchObject({
      Resource: [`arn:${partition}:kms:us-west-2:${account}:key/*`],
      Condition: { "ForAnyValue:StringEquals": { "kms:ResourceAliases": "alias/Posts" } },
    });
  });

  it("says the same of several tables in one statement", () => {
    const terraform = synthesized((stack) => {
      const posts = new DynamoTable(stack, "posts", plain);
      const users = new DynamoTable(stack, "users", { ...plain, name: "Users", logicalId: "users" });
      const grants = [posts, users].map((table) => ({ table, access: "read" as const }));
      new EcsTaskRole(stack, "web", { name: "forum-web", grants });
    });
    expect(statements(only(terraform, "aws_iam_role_policy").policy)).toEqual([
      {
        Effect: "Allow",
        Action: read,
        Resource: ["${aws_dynamodb_table.posts.arn}", "${aws_dynamodb_table.users.arn}"],
      },
    ]);
  });

  it("has no policy without grants", () => {
    const { resource } = synthesized(
      (stack) => new EcsTaskRole(stack, "web", { name: "forum-web", grants: [] }),
    );
    expect(resource).not.toHaveProperty("aws_iam_role_policy");
  });

  it("tells a container its region and its tables", () => {
    const environment: EnvironmentEntry[] = [];
    synthesized((stack) => {
      const table = new DynamoTable(stack, "blogPosts", plain);
      const role = new EcsTaskRole(stack, "web", { name: "forum-web", grants: [{ table, access: "read" }] });
      environment.push(...role.environment("us-west-2"));
    });
    expect(environment).toEqual([
      { name: "AWS_REGION", value: "us-west-2" },
      { name: "BLOG_POSTS_TABLE", value: "Posts" },
    ]);
  });

  it("throws one error that lists every rule that is broken", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const build = () => new EcsTaskRole(stack, "web", { name: "forum web", grants: [] });
    expect(build).toThrow('EcsTaskRole "stack/web" name: a role\'s name must be 1 to 64 characters');
  });
});

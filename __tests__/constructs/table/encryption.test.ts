import { TerraformStack, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { Attribute, DynamoTable, Encryption, EncryptionKey, EncryptionKeyReplica } from "../../../constructs";
import { only, statements, synthesized, type Terraform } from "../synthesized";

function encrypted(encryption: Encryption, name = "Posts"): Terraform {
  const partitionKey = Attribute.string("postId");
  return synthesized(
    (stack) => new DynamoTable(stack, "posts", { name, partitionKey, encryption, logicalId: "posts" }),
  );
}

describe("a table's encryption", () => {
  it("is turned to AWS's own key in so many words", () => {
    expect(only(encrypted(Encryption.awsOwned()), "aws_dynamodb_table")).toMatchObject({
      server_side_encryption: { enabled: false },
    });
  });

  it("uses a key that is made for the table", () => {
    const terraform = encrypted(Encryption.customerManaged());
    expect(only(terraform, "aws_dynamodb_table")).toMatchObject({
      server_side_encryption: {
        enabled: true,
        kms_key_arn: "${aws_kms_key.posts_Encryption_Key_B05271B2.arn}",
      },
    });
  });

  it("stops a table that is to leave its own key for AWS's managed one in one step", () => {
    const { lifecycle } = only(encrypted(Encryption.awsManaged()), "aws_dynamodb_table");
    expect(JSON.stringify(lifecycle)).toContain("apply it with aws-owned encryption first");
  });

  it("has no such stop on a customer-managed KMS key", () => {
    const { lifecycle } = only(encrypted(Encryption.customerManaged()), "aws_dynamodb_table");
    expect(JSON.stringify(lifecycle)).not.toContain("kms_key_arn");
  });
});

describe("a key made for a table", () => {
  const terraform = encrypted(Encryption.customerManaged(), "Posts.v2");

  it("rotates, and waits 30 days before it is deleted", () => {
    expect(only(terraform, "aws_kms_key")).toMatchObject({
      enable_key_rotation: true,
      deletion_window_in_days: 30,
      lifecycle: { prevent_destroy: true },
    });
  });

  it("has an alias of the table's name, with slashes for dots", () => {
    expect(only(terraform, "aws_kms_alias")).toMatchObject({ name: "alias/Posts/v2" });
  });

  it("is administered by the account", () => {
    expect(statements(only(terraform, "aws_kms_key").policy)[0]).toMatchObject({
      Principal: { AWS: expect.stringMatching(/:iam::.*:root$/) as string },
      Action: "kms:*",
    });
  });

  it("is used by the account's principals through DynamoDB only", () => {
    expect(statements(only(terraform, "aws_kms_key").policy)[1]).toMatchObject({
      Condition: {
        StringEquals: { "kms:CallerAccount": expect.any(String) as string },
        StringLike: { "kms:ViaService": "dynamodb.*.amazonaws.*" },
      },
    });
  });

  it("may be destroyed if its table may", () => {
    const free = synthesized(
      (stack) =>
        new DynamoTable(stack, "posts", {
          name: "Posts",
          partitionKey: Attribute.string("postId"),
          encryption: Encryption.customerManaged(),
          deletionProtection: false,
        }),
    );
    expect(only(free, "aws_kms_key")).toMatchObject({ lifecycle: { prevent_destroy: false } });
  });
});

describe("EncryptionKey", () => {
  it("refuses an alias that KMS would refuse", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    expect(() => new EncryptionKey(stack, "key", { alias: "forum.prod" })).toThrow(
      'EncryptionKey "stack/key" alias: must be 1 to 250 characters of A-Z, a-z, 0-9, /, _ and -, got "forum.prod"',
    );
  });
});

describe("a key of several regions", () => {
  const primaryKeyArn = "arn:aws:kms:us-east-1:123456789012:key/mrk-1";

  it("is made for programs that ask for one", () => {
    const terraform = synthesized(
      (stack) => new EncryptionKey(stack, "key", { alias: "forum", multiRegion: true }),
    );
    expect(only(terraform, "aws_kms_key")).toMatchObject({ multi_region: true, enable_key_rotation: true });
  });

  it("is not made for a table", () => {
    expect(only(encrypted(Encryption.customerManaged()), "aws_kms_key")).not.toHaveProperty("multi_region");
  });

  it("has its replica under the same alias and with the same policy", () => {
    const terraform = synthesized((stack) => {
      new EncryptionKeyReplica(stack, "key", { alias: "forum", primaryKeyArn, tags: { Team: "forum" } });
    });
    expect(only(terraform, "aws_kms_replica_key")).toMatchObject({
      primary_key_arn: primaryKeyArn,
      deletion_window_in_days: 30,
      tags: { Team: "forum" },
      lifecycle: { prevent_destroy: true },
    });
    expect(only(terraform, "aws_kms_alias")).toMatchObject({ name: "alias/forum" });
  });

  it("is not replicated from a key of one region", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const arn = primaryKeyArn.replace("mrk-", "");
    expect(() => new EncryptionKeyReplica(stack, "key", { alias: "forum", primaryKeyArn: arn })).toThrow(
      'EncryptionKeyReplica "stack/key" primaryKeyArn: must be the ARN of a multi-Region key',
    );
  });
});

import { describe, expect, it } from "vitest";
import { resolveReferences } from "../../../migrations/local/resolve-references";

const arn = "arn:aws:dynamodb:ddblocal:000000000000:table/Posts";
const tables = new Map([
  [
    "aws_dynamodb_table.posts",
    {
      TableName: "Posts",
      TableArn: arn,
      LatestStreamArn: `${arn}/stream/2026`,
      KeySchema: [{ AttributeName: "postId", KeyType: "HASH" as const }],
    },
  ],
  ["aws_dynamodb_table_replica.users", { TableName: "Users", TableArn: "arn:users" }],
]);
const resolve = (value: unknown) =>
  resolveReferences({ value }, tables, "cdk.tf.json dynamodb_tables")["value"];

describe("resolveReferences", () => {
  it("puts in names, ids, ARNs, keys and stream ARNs, however deep", () => {
    const value = [
      { name: "${aws_dynamodb_table.posts.name}", id: "${aws_dynamodb_table.posts.id}" },
      { arn: "${aws_dynamodb_table.posts.arn}", stream: "${aws_dynamodb_table.posts.stream_arn}" },
      { key: "${aws_dynamodb_table.posts.hash_key}" },
    ];
    expect(resolve(value)).toEqual([
      { name: "Posts", id: "Posts" },
      { arn, stream: `${arn}/stream/2026` },
      { key: "postId" },
    ]);
  });

  it("puts a reference into the text around it", () => {
    expect(resolve("${aws_dynamodb_table.posts.arn}/index/*")).toBe(`${arn}/index/*`);
  });

  it("makes null of a stream that the table has not", () => {
    expect(resolve("${aws_dynamodb_table_replica.users.stream_arn}")).toBeNull();
  });

  it("makes null of a sort key that the table has not", () => {
    expect(resolve("${aws_dynamodb_table.posts.range_key}")).toBeNull();
  });

  it("makes null of a KMS key", () => {
    expect(resolve("${aws_kms_key.posts_key_1A2B.arn}")).toBeNull();
  });

  it("leaves everything else as it is", () => {
    const value = { formatVersion: 1, sortKey: null, insights: false, regions: ["us-west-2"] };
    expect(resolve(value)).toEqual(value);
  });

  it("puts in what was looked up as data", () => {
    const lookedUp = new Map([["data.aws_dynamodb_table.users", { TableArn: "arn:users" }]]);
    const value = { arn: "${data.aws_dynamodb_table.users.arn}" };
    expect(resolveReferences(value, lookedUp, "")).toEqual({ arn: "arn:users" });
  });

  it("refuses a table that is not there", () => {
    expect(() => resolve({ arn: "${aws_dynamodb_table.threads.arn}" })).toThrow(
      "cdk.tf.json dynamodb_tables.value.arn: ${aws_dynamodb_table.threads.arn} is known only after an apply: " +
        "expected name, id, arn, hash_key, range_key, stream_arn of aws_dynamodb_table.posts, " +
        "aws_dynamodb_table_replica.users",
    );
  });

  it("refuses an attribute that only AWS knows", () => {
    expect(() => resolve("${aws_dynamodb_table.posts.tags_all}")).toThrow("is known only after an apply");
  });

  it("refuses an expression that is no reference", () => {
    expect(() => resolve(["${jsonencode(local.tables)}"])).toThrow(
      "value[0]: ${jsonencode(local.tables)} is known only after an apply",
    );
  });
});

import { describe, expect, it } from "vitest";
import { writtenStack } from "./written-stacks";

const tables = `
service: forum
environment: dev
regions: { primary: us-east-1, replicas: [us-east-2] }
replication: { consistency: strong, witness: us-west-2 }
defaults: { encryption: customer-managed }
tables:
  posts: { partitionKey: postId }
`;
const primary = writtenStack(tables, "forum-dev-us-east-1");
const replica = writtenStack(tables, "forum-dev-us-east-2");

describe("strongly consistent tables", () => {
  it("bring their replicas in the primary stack", () => {
    expect(primary.resource.aws_dynamodb_table?.posts).toMatchObject({
      replica: [{ region_name: "us-east-2", consistency_mode: "STRONG" }],
      global_table_witness: { region_name: "us-west-2" },
    });
  });

  it("bring the keys of their replicas, made in the replicas' regions", () => {
    expect(Object.values(primary.resource.aws_kms_key ?? {}).map((key) => key["provider"])).toEqual([
      "aws.us-east-2",
      undefined,
    ]);
    expect(primary.provider.aws).toMatchObject([
      { region: "us-east-1" },
      { region: "us-east-2", alias: "us-east-2" },
    ]);
  });

  it("leave no replica to the replica's stack", () => {
    expect(replica.resource).toBeUndefined();
  });

  it("are in the outputs of the replica's stack", () => {
    expect(replica.output.dynamodb_tables?.value).toMatchObject({
      role: "replica",
      tables: {
        posts: {
          arn: expect.stringContaining("data.aws_dynamodb_table.") as string,
          kmsKeyArn: expect.stringContaining("data.aws_dynamodb_table.") as string,
          streamArn: null,
        },
      },
    });
  });
});

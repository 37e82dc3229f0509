import { TerraformStack, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import {
  Attribute,
  DynamoTable,
  type DynamoTableProps,
  Encryption,
  StrongReplica,
} from "../../../constructs";
import { only, synthesized } from "../synthesized";

/** What keeps a table that was restored from being replaced. */
const restored = ["restore_source_name", "restore_date_time", "restore_to_latest_time"];

const table: DynamoTableProps = {
  name: "Posts",
  partitionKey: Attribute.string("postId"),
  region: "us-east-1",
  replicaRegions: ["us-east-2", "us-west-2"],
  consistency: "strong",
};

function tableOf(props: Partial<DynamoTableProps>): Record<string, unknown> {
  const terraform = synthesized((stack) => new DynamoTable(stack, "posts", { ...table, ...props }));
  return only(terraform, "aws_dynamodb_table");
}

/** It says nothing of replicas, which a strongly consistent table has in its own block. */
const keysAreOfTheirTypes =
  '${alltrue([for a in self.attribute : lookup({"postId":"S"}, a.name, a.type) == a.type])}';

describe("a strongly consistent table", () => {
  it("brings its replicas, protected and recoverable as it is", () => {
    const own = { point_in_time_recovery: true, deletion_protection_enabled: true, propagate_tags: true };
    expect(tableOf({})["replica"]).toEqual([
      { region_name: "us-east-2", consistency_mode: "STRONG", ...own },
      { region_name: "us-west-2", consistency_mode: "STRONG", ...own },
    ]);
  });

  it("looks after its replicas, unlike other tables", () => {
    expect(tableOf({})["lifecycle"]).toEqual({
      prevent_destroy: true,
      ignore_changes: ["import_table", ...restored, "ttl[0].attribute_name"],
      postcondition: [expect.objectContaining({ condition: keysAreOfTheirTypes })],
    });
  });

  it("needs no stream", () => {
    expect(tableOf({})).toMatchObject({ stream_enabled: false });
  });

  it("has a witness in place of a third copy", () => {
    expect(tableOf({ replicaRegions: ["us-east-2"], witnessRegion: "us-west-2" })).toMatchObject({
      replica: [{ region_name: "us-east-2" }],
      global_table_witness: { region_name: "us-west-2" },
    });
  });

  it("encrypts each replica with the key of its region", () => {
    const key = (region: string) => `arn:aws:kms:${region}:123456789012:key/1`;
    const replicaKeyArns = { "us-east-2": key("us-east-2"), "us-west-2": key("us-west-2") };
    const encryption = Encryption.customerManaged({ keyArn: key("us-east-1"), replicaKeyArns });
    expect(tableOf({ encryption })["replica"]).toMatchObject([
      { kms_key_arn: key("us-east-2") },
      { kms_key_arn: key("us-west-2") },
    ]);
  });
});

describe("StrongReplica", () => {
  it("makes no replica of its own", () => {
    const terraform = synthesized(
      (stack) => new StrongReplica(stack, "posts", { table, region: "us-east-2" }),
    );
    expect(terraform.resource).toBeUndefined();
  });

  it("watches the contributors that its table watches", () => {
    const own = { ...table, insights: true };
    const terraform = synthesized(
      (stack) => new StrongReplica(stack, "posts", { table: own, region: "us-east-2" }),
    );
    expect(only(terraform, "aws_dynamodb_contributor_insights")).toEqual({ table_name: "Posts" });
  });

  it("takes over its table's policy, and the data stream of its region", () => {
    const streamArn = (region: string) => `arn:aws:kinesis:${region}:123456789012:stream/posts`;
    const own: DynamoTableProps = {
      ...table,
      kinesis: {
        streamArn: streamArn("us-east-1"),
        replicaStreamArns: { "us-east-2": streamArn("us-east-2") },
      },
      resourcePolicy: [{ principals: ["arn:aws:iam::210987654321:root"], access: "read" }],
    };
    const terraform = synthesized(
      (stack) => new StrongReplica(stack, "posts", { table: own, region: "us-east-2" }),
    );
    expect(only(terraform, "aws_dynamodb_kinesis_streaming_destination")).toEqual({
      table_name: "Posts",
      stream_arn: streamArn("us-east-2"),
    });
    expect(only(terraform, "aws_dynamodb_resource_policy")).toMatchObject({
      resource_arn: expect.stringContaining("data.aws_dynamodb_table.") as string,
    });
  });

  it("throws one error that lists every rule that is broken", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const build = () =>
      new StrongReplica(stack, "posts", { table: { ...table, ttl: "at" }, region: "us-wset-2" });
    expect(build).toThrow(
      'StrongReplica "stack/posts" table.ttl: the items of a strongly consistent table cannot expire; remove it, or make the consistency eventual\n' +
        'StrongReplica "stack/posts" region: must be a region of AWS, such as us-east-1, got "us-wset-2"',
    );
  });
});

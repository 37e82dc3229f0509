import { TerraformStack, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import {
  Attribute,
  Billing,
  Capacity,
  DynamoTable,
  type DynamoTableProps,
  Encryption,
  isRefused,
} from "../../../constructs";
import { only, synthesized } from "../synthesized";

/** What keeps a table that was restored from being replaced. */
const restored = ["restore_source_name", "restore_date_time", "restore_to_latest_time"];

const minimal: DynamoTableProps = { name: "Posts", partitionKey: Attribute.string("postId") };

const maximal: DynamoTableProps = {
  name: "Posts",
  partitionKey: Attribute.string("postId"),
  sortKey: Attribute.number("createdAt"),
  indexes: {
    ThreadIndex: {
      partitionKey: Attribute.string("threadId"),
      sortKey: Attribute.number("createdAt"),
      projection: ["title", "body"],
      read: Capacity.fixed(7),
      write: Capacity.fixed(3),
    },
  },
  localIndexes: { DigestIndex: { sortKey: Attribute.binary("digest"), projection: "keys-only" } },
  billing: Billing.provisioned({ read: Capacity.fixed(10), write: Capacity.fixed(5) }),
  ttl: "expiresAt",
  stream: "new-image",
  pointInTimeRecovery: 7,
  encryption: Encryption.customerManaged({ keyArn: "arn:aws:kms:us-east-1:123456789012:key/1" }),
  deletionProtection: false,
  preventDestroy: true,
  tableClass: "standard-infrequent-access",
  insights: true,
  tags: { Team: "forum" },
  logicalId: "posts",
};

const keySchema = {
  condition: expect.stringContaining("for a in self.attribute") as string,
  error_message: expect.stringContaining("declare a new table") as string,
};
const noReplicas: unknown[] = [
  {
    condition: expect.stringContaining("self.replica") as string,
    error_message: expect.stringContaining("Posts still has a replica in a region") as string,
  },
];

function tableOf(props: DynamoTableProps): Record<string, unknown> {
  const terraform = synthesized((stack) => new DynamoTable(stack, "posts", props));
  return only(terraform, "aws_dynamodb_table");
}

describe("DynamoTable", () => {
  it("minimal", () => {
    expect(tableOf(minimal)).toEqual({
      name: "Posts",
      hash_key: "postId",
      attribute: [{ name: "postId", type: "S" }],
      billing_mode: "PAY_PER_REQUEST",
      global_secondary_index: [],
      local_secondary_index: [],
      stream_enabled: false,
      ttl: { enabled: false },
      point_in_time_recovery: { enabled: true, recovery_period_in_days: 35 },
      server_side_encryption: { enabled: false },
      deletion_protection_enabled: true,
      table_class: "STANDARD",
      lifecycle: {
        prevent_destroy: true,
        ignore_changes: ["replica", "import_table", ...restored, "ttl[0].attribute_name"],
        postcondition: [...noReplicas, keySchema],
      },
    });
  });

  it("maximum properties", () => {
    expect(tableOf(maximal)).toEqual({
      name: "Posts",
      hash_key: "postId",
      range_key: "createdAt",
      attribute: [
        { name: "postId", type: "S" },
        { name: "createdAt", type: "N" },
        { name: "threadId", type: "S" },
        { name: "digest", type: "B" },
      ],
      billing_mode: "PROVISIONED",
      read_capacity: 10,
      write_capacity: 5,
      global_secondary_index: [
        {
          name: "ThreadIndex",
          hash_key: "threadId",
          range_key: "createdAt",
          projection_type: "INCLUDE",
          non_key_attributes: ["title", "body"],
          read_capacity: 7,
          write_capacity: 3,
        },
      ],
      local_secondary_index: [{ name: "DigestIndex", range_key: "digest", projection_type: "KEYS_ONLY" }],
      ttl: { enabled: true, attribute_name: "expiresAt" },
      stream_enabled: true,
      stream_view_type: "NEW_IMAGE",
      point_in_time_recovery: { enabled: true, recovery_period_in_days: 7 },
      server_side_encryption: {
        enabled: true,
        kms_key_arn: "arn:aws:kms:us-east-1:123456789012:key/1",
      },
      deletion_protection_enabled: false,
      table_class: "STANDARD_INFREQUENT_ACCESS",
      tags: { Team: "forum" },
      lifecycle: {
        prevent_destroy: true,
        ignore_changes: ["replica", "import_table", ...restored],
        postcondition: [...noReplicas, keySchema],
      },
    });
  });

  it("throws one error that lists every rule that is broken", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const build = () => new DynamoTable(stack, "posts", { ...minimal, name: "P", pointInTimeRecovery: 36 });
    expect(build).toThrow(
      'DynamoTable "stack/posts" name: the name must be 3 to 255 characters of A-Z, a-z, 0-9, _, . and -, got "P"\n' +
        'DynamoTable "stack/posts" pointInTimeRecovery: must be 1 to 35 whole days, or false for none, got 36',
    );
  });

  it("throws an error that carries the violations", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const build = () => new DynamoTable(stack, "posts", { ...minimal, pointInTimeRecovery: 36 });
    expect(build).toThrow(
      expect.objectContaining({ violations: [expect.objectContaining({ rule: "point-in-time-recovery" })] }),
    );
  });

  it("does not take other errors for refusals", () => {
    expect(isRefused(new Error("disk full"))).toBe(false);
  });

  it("has the Terraform address that its logical id says", () => {
    const { resource } = synthesized(
      (stack) => new DynamoTable(stack, "any", { ...minimal, logicalId: "posts" }),
    );
    expect(Object.keys(resource.aws_dynamodb_table ?? {})).toEqual(["posts"]);
  });

  it("has an address of its path without a logical id", () => {
    const { resource } = synthesized((stack) => new DynamoTable(stack, "posts", minimal));
    expect(Object.keys(resource.aws_dynamodb_table ?? {})).toEqual(["posts_F8358DF8"]);
  });

  it("may be destroyed once it is not protected", () => {
    expect(tableOf({ ...minimal, deletionProtection: false })).toMatchObject({
      deletion_protection_enabled: false,
      lifecycle: { prevent_destroy: false },
    });
  });

  it("streams new and old images if it has replicas", () => {
    expect(tableOf({ ...minimal, replicaRegions: ["us-west-2"] })).toMatchObject({
      stream_enabled: true,
      stream_view_type: "NEW_AND_OLD_IMAGES",
    });
  });

  it("gives an index the table's capacity unless it has its own", () => {
    const indexes = { ThreadIndex: { partitionKey: Attribute.string("threadId"), read: Capacity.fixed(7) } };
    expect(tableOf({ ...minimal, billing: maximal.billing, indexes })).toMatchObject({
      global_secondary_index: [{ read_capacity: 7, write_capacity: 5 }],
    });
  });

  it("limits on-demand requests of the table and of its indexes", () => {
    const indexes = { ThreadIndex: { partitionKey: Attribute.string("threadId"), maxWrite: 50 } };
    const billing = Billing.onDemand({ maxRead: 400, maxWrite: 100 });
    expect(tableOf({ ...minimal, billing, indexes })).toMatchObject({
      on_demand_throughput: { max_read_request_units: 400, max_write_request_units: 100 },
      global_secondary_index: [{ on_demand_throughput: { max_write_request_units: 50 } }],
    });
  });

  it("turns expiry off by the attribute's name", () => {
    expect(tableOf({ ...minimal, ttl: { disabled: "expiresAt" } })).toMatchObject({
      ttl: { enabled: false, attribute_name: "expiresAt" },
    });
  });

  it("turns point-in-time recovery off when told so", () => {
    expect(tableOf({ ...minimal, pointInTimeRecovery: false })).toMatchObject({
      point_in_time_recovery: { enabled: false },
    });
  });

  it("watches the contributors of the table and of each global index", () => {
    const { resource } = synthesized((stack) => new DynamoTable(stack, "posts", maximal));
    expect(Object.values(resource.aws_dynamodb_contributor_insights ?? {})).toEqual([
      { table_name: "${aws_dynamodb_table.posts.name}", index_name: "ThreadIndex" },
      { table_name: "${aws_dynamodb_table.posts.name}" },
    ]);
  });
});

import { describe, expect, it } from "vitest";
import {
  Attribute,
  Billing,
  Capacity,
  DynamoTable,
  type DynamoTableProps,
  Encryption,
} from "../../../constructs";
import { only, synthesized } from "../synthesized";

const minimal: DynamoTableProps = {
  name: "Posts",
  partitionKey: Attribute.string("postId"),
  logicalId: "posts",
};
const terraformOf = (props: Partial<DynamoTableProps>) =>
  synthesized((stack) => new DynamoTable(stack, "posts", { ...minimal, ...props }));
const held = (props: Partial<DynamoTableProps>, name: string) =>
  terraformOf(props).resource["terraform_data"]?.[name];

describe("a setting that cannot be changed in one step", () => {
  it("is remembered as it was applied first, and compared", () => {
    expect(held({ ttl: "expiresAt" }, "time_to_live")).toMatchObject({
      for_each: { "aws_dynamodb_table.posts": "expiresAt" },
      input: "${each.value}",
      lifecycle: {
        ignore_changes: ["input"],
        postcondition: [{ condition: "${self.input == each.value}" }],
      },
    });
  });

  it("is forgotten with the expiry of items", () => {
    expect(held({}, "time_to_live")).toBeUndefined();
    expect(held({ ttl: { disabled: "expiresAt" } }, "time_to_live")).toBeUndefined();
  });

  it("is the encryption of a table with replicas", () => {
    const encryption = Encryption.awsManaged();
    expect(held({ encryption, replicaRegions: ["us-west-2"] }, "replica_encryption")).toMatchObject({
      for_each: { "aws_dynamodb_table.posts": "aws-managed" },
    });
  });

  it("is not the encryption of a table without replicas", () => {
    expect(held({ replicaRegions: [] }, "replica_encryption")).toBeUndefined();
  });

  it("is not the encryption of a strongly consistent table, whose replicas are its own", () => {
    const settings = {
      consistency: "strong",
      region: "us-east-1",
      replicaRegions: ["us-east-2", "us-west-2"],
    };
    expect(held(settings as Partial<DynamoTableProps>, "replica_encryption")).toBeUndefined();
  });
});

describe("the conditions of a table", () => {
  const conditions = (props: Partial<DynamoTableProps>) =>
    JSON.stringify(only(terraformOf(props), "aws_dynamodb_table")["lifecycle"]);
  const scaled = Billing.provisioned({
    read: Capacity.autoscaled({ min: 5, max: 50 }),
    write: Capacity.fixed(2),
  });

  it("stop a plan that leaves a replica behind", () => {
    expect(conditions({ replicaRegions: ["us-west-2"] })).toContain("still has a replica in a region");
  });

  it("leave the replicas alone of whoever makes them without this library", () => {
    expect(conditions({ stream: "new-and-old-images" })).not.toContain("self.replica");
  });

  it("stop an on-demand table from being autoscaled in one step", () => {
    expect(conditions({ billing: scaled })).toContain("${self.read_capacity > 0}");
  });

  it("let fixed capacity be", () => {
    expect(conditions({ billing: scaled })).not.toContain("self.write_capacity");
  });
});

import { TerraformStack, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import {
  Attribute,
  Billing,
  Capacity,
  DynamoTable,
  type DynamoTableProps,
  Encryption,
  type TableDescriptor,
  TableReplica,
  type TableReplicaProps,
} from "../../../constructs";
import { only, synthesized, type Terraform } from "../synthesized";

const table: DynamoTableProps = {
  name: "Posts",
  partitionKey: Attribute.string("postId"),
  indexes: { UserIndex: { partitionKey: Attribute.string("userId") } },
  replicaRegions: ["us-west-2"],
};
const autoscaled = Billing.provisioned({
  read: Capacity.autoscaled({ min: 5, max: 100 }),
  write: Capacity.autoscaled({ min: 5, max: 100 }),
});
const minimal: TableReplicaProps = { table, primaryRegion: "us-east-1", region: "us-west-2" };

function replicaIn(props: Partial<TableReplicaProps>): Terraform {
  return synthesized((stack) => new TableReplica(stack, "posts", { ...minimal, ...props }));
}

function replicaOf(props: Partial<TableReplicaProps>): Record<string, unknown> {
  return only(replicaIn(props), "aws_dynamodb_table_replica");
}

describe("TableReplica", () => {
  it("minimal", () => {
    expect(replicaOf({})).toEqual({
      global_table_arn:
        "arn:${data.aws_partition.account_partition_32ACE770.partition}:dynamodb:us-east-1:${data.aws_caller_identity.account_identity_B7F107C0.account_id}:table/Posts",
      point_in_time_recovery: true,
      deletion_protection_enabled: true,
      lifecycle: { prevent_destroy: true },
    });
  });

  it("scales its reads at addresses of its own, in the stack of its table too", () => {
    const { resource } = synthesized((stack) => {
      const props = { ...table, billing: autoscaled };
      const { autoscaling } = new DynamoTable(stack, "posts", { ...props, logicalId: "posts" });
      const dependsOn = autoscaling?.writePolicies;
      new TableReplica(stack, "replica", { ...minimal, table: props, logicalId: "posts", dependsOn });
    });
    const addresses = Object.keys(resource["aws_appautoscaling_target"] ?? {});
    // Reads and writes of the table and of its index, and reads of the replica and of its index.
    expect(addresses).toHaveLength(6);
    expect(addresses).toEqual(expect.arrayContaining(["posts_read", "posts_write"]));
  });

  it("maximum properties", () => {
    const own: Partial<TableReplicaProps> = {
      table: { ...table, encryption: Encryption.customerManaged() },
      globalTableArn: "arn:aws:dynamodb:us-east-1:123456789012:table/Posts",
      keyArn: "arn:aws:kms:us-west-2:123456789012:key/1",
      pointInTimeRecovery: false,
      deletionProtection: false,
      preventDestroy: true,
      tableClass: "standard-infrequent-access",
      insights: true,
      tags: { Team: "forum" },
      logicalId: "posts",
    };
    expect(replicaOf(own)).toEqual({
      global_table_arn: "arn:aws:dynamodb:us-east-1:123456789012:table/Posts",
      kms_key_arn: "arn:aws:kms:us-west-2:123456789012:key/1",
      point_in_time_recovery: false,
      deletion_protection_enabled: false,
      table_class_override: "STANDARD_INFREQUENT_ACCESS",
      tags: { Team: "forum" },
      lifecycle: { prevent_destroy: true },
    });
  });

  it("takes protection, recovery and tags over from its table", () => {
    const own = {
      ...table,
      deletionProtection: false,
      pointInTimeRecovery: false,
      tags: { Team: "forum" },
    } as const;
    expect(replicaOf({ table: own })).toMatchObject({
      deletion_protection_enabled: false,
      point_in_time_recovery: false,
      tags: { Team: "forum" },
      lifecycle: { prevent_destroy: false },
    });
  });

  it("is as protected from Terraform as its table, whatever AWS protects", () => {
    const own = { ...table, deletionProtection: false, preventDestroy: true };
    expect(replicaOf({ table: own })).toMatchObject({
      deletion_protection_enabled: false,
      lifecycle: { prevent_destroy: true },
    });
    expect(replicaOf({ table: { ...table, preventDestroy: false } })).toMatchObject({
      deletion_protection_enabled: true,
      lifecycle: { prevent_destroy: false },
    });
  });

  it("protects the key that is made for it as its table is protected", () => {
    const encryption = Encryption.customerManaged();
    const own = { ...table, encryption, deletionProtection: false, preventDestroy: true };
    expect(only(replicaIn({ table: own }), "aws_kms_key")).toMatchObject({
      lifecycle: { prevent_destroy: true },
    });
  });

  it("uses its region's key of its table's keys", () => {
    const replicaKeyArns = { "us-west-2": "arn:aws:kms:us-west-2:123456789012:key/2" };
    const keyArn = "arn:aws:kms:us-east-1:123456789012:key/1";
    const encryption = Encryption.customerManaged({ keyArn, replicaKeyArns });
    expect(replicaOf({ table: { ...table, encryption } })).toMatchObject({
      kms_key_arn: replicaKeyArns["us-west-2"],
    });
  });

  it("gets a key made for it where its table has one made", () => {
    const encryption = Encryption.customerManaged();
    const terraform = replicaIn({ table: { ...table, encryption } });
    expect(only(terraform, "aws_kms_alias")).toMatchObject({ name: "alias/Posts" });
  });

  it("watches the contributors that its table watches, once it is there", () => {
    const { resource } = replicaIn({ table: { ...table, insights: true }, logicalId: "posts" });
    const dependsOn = ["aws_dynamodb_table_replica.posts"];
    expect(Object.values(resource.aws_dynamodb_contributor_insights ?? {})).toEqual([
      { table_name: "Posts", index_name: "UserIndex", depends_on: dependsOn },
      { table_name: "Posts", depends_on: dependsOn },
    ]);
  });

  it("scales its reads as its table does, once it is there, and leaves its writes to AWS", () => {
    const terraform = replicaIn({ table: { ...table, billing: autoscaled }, logicalId: "posts" });
    const targets = Object.values(terraform.resource.aws_appautoscaling_target ?? {});
    const dependsOn = ["aws_dynamodb_table_replica.posts"];
    expect(targets).toMatchObject([
      { resource_id: "table/Posts/index/UserIndex", min_capacity: 5, depends_on: dependsOn },
      { resource_id: "table/Posts", min_capacity: 5, depends_on: dependsOn },
    ]);
    expect(targets.map((target) => target["scalable_dimension"])).toEqual([
      "dynamodb:index:ReadCapacityUnits",
      "dynamodb:table:ReadCapacityUnits",
    ]);
  });

  it("scales its reads between bounds of its own", () => {
    const read = Capacity.autoscaled({ min: 50, max: 400 });
    const terraform = replicaIn({ table: { ...table, indexes: {}, billing: autoscaled }, read });
    expect(only(terraform, "aws_appautoscaling_target")).toMatchObject({
      min_capacity: 50,
      max_capacity: 400,
    });
  });

  it("tells other programs of the reads that it scales to", () => {
    const read = Capacity.autoscaled({ min: 50, max: 400 });
    const told: TableDescriptor[] = [];
    synthesized((stack) => {
      const props = { ...minimal, table: { ...table, billing: autoscaled }, read };
      told.push(new TableReplica(stack, "posts", props).describe());
    });
    expect(told).toMatchObject([{ billing: { read: 50, maxRead: 400, write: 5, maxWrite: 100 } }]);
  });

  it("is not left on the account's key when its table turns to AWS's managed one", () => {
    const terraform = replicaIn({ table: { ...table, encryption: Encryption.awsManaged() } });
    const { lifecycle } = only(terraform, "aws_dynamodb_table_replica");
    expect(lifecycle).toMatchObject({
      postcondition: [
        {
          condition: expect.stringMatching(
            /^\$\{self.kms_key_arn == null .* self.kms_key_arn == data.aws_kms_key.posts_ManagedKey_\w+.arn\}$/,
          ) as string,
          error_message: expect.stringContaining("apply it with aws-owned encryption first") as string,
        },
      ],
    });
  });

  it("of a provisioned table in the same stack waits until the table's writes are scaled", () => {
    const terraform = synthesized((stack) => {
      const own = { ...table, indexes: {}, billing: autoscaled };
      const posts = new DynamoTable(stack, "posts", own);
      const dependsOn = posts.autoscaling?.writePolicies;
      new TableReplica(stack, "replica", { ...minimal, table: own, dependsOn });
    });
    const [policy] = Object.entries(terraform.resource.aws_appautoscaling_policy ?? {}).filter(
      ([, { name }]) => name === "write-target-tracking",
    );
    expect(only(terraform, "aws_dynamodb_table_replica")["depends_on"]).toEqual([
      `aws_appautoscaling_policy.${policy?.[0]}`,
    ]);
  });

  it("reads its stream's ARN in its own region, once it is there", () => {
    const { data } = replicaIn({ logicalId: "posts" });
    expect(Object.values(data.aws_dynamodb_table ?? {})).toEqual([
      { name: "Posts", depends_on: ["aws_dynamodb_table_replica.posts"] },
    ]);
  });

  it("throws one error that lists every rule that is broken", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const build = () => new TableReplica(stack, "posts", { ...minimal, table: { ...table, name: "P" } });
    expect(build).toThrow('TableReplica "stack/posts" table.name: the name must be 3 to 255 characters');
  });
});

import { TerraformStack, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import {
  Attribute,
  Billing,
  Capacity,
  DynamoTable,
  type DynamoTableProps,
  TableAutoscaling,
} from "../../../constructs";
import { only, synthesized, type Terraform } from "../synthesized";

/** What keeps a table that was restored from being replaced. */
const restored = ["restore_source_name", "restore_date_time", "restore_to_latest_time"];

const reads = Capacity.autoscaled({ min: 5, max: 100 });
const writes = Capacity.autoscaled({
  min: 2,
  max: 50,
  target: 60,
  scaleInCooldownSeconds: 300,
  scaleOutCooldownSeconds: 0,
});
const table: DynamoTableProps = {
  name: "Posts",
  partitionKey: Attribute.string("postId"),
  logicalId: "posts",
};

function tableWith(props: Partial<DynamoTableProps>): Terraform {
  return synthesized((stack) => new DynamoTable(stack, "posts", { ...table, ...props }));
}

const readScaled = tableWith({ billing: Billing.provisioned({ read: reads, write: Capacity.fixed(5) }) });
const writeScaled = tableWith({ billing: Billing.provisioned({ read: Capacity.fixed(5), write: writes }) });
const indexed = tableWith({
  billing: Billing.provisioned({ read: reads, write: Capacity.fixed(5) }),
  indexes: {
    UserIndex: { partitionKey: Attribute.string("userId"), write: writes },
    BoardIndex: { partitionKey: Attribute.string("board"), read: Capacity.fixed(3) },
  },
});

describe("the autoscaling of a table", () => {
  it("keeps its reads between their bounds", () => {
    expect(only(readScaled, "aws_appautoscaling_target")).toEqual({
      service_namespace: "dynamodb",
      resource_id: "table/${aws_dynamodb_table.posts.name}",
      scalable_dimension: "dynamodb:table:ReadCapacityUnits",
      min_capacity: 5,
      max_capacity: 100,
    });
  });

  it("aims at 70 percent in use and waits a minute unless told otherwise", () => {
    expect(only(readScaled, "aws_appautoscaling_policy")).toMatchObject({
      name: "read-target-tracking",
      policy_type: "TargetTrackingScaling",
      target_tracking_scaling_policy_configuration: {
        predefined_metric_specification: { predefined_metric_type: "DynamoDBReadCapacityUtilization" },
        target_value: 70,
        scale_in_cooldown: 60,
        scale_out_cooldown: 60,
      },
    });
  });

  it("measures writes by writes, with a target and cooldowns of their own", () => {
    expect(only(writeScaled, "aws_appautoscaling_policy")).toMatchObject({
      target_tracking_scaling_policy_configuration: {
        predefined_metric_specification: { predefined_metric_type: "DynamoDBWriteCapacityUtilization" },
        target_value: 60,
        scale_in_cooldown: 300,
        scale_out_cooldown: 0,
      },
    });
  });

  it("begins with the least capacity, and leaves to itself what is scaled and nothing else", () => {
    expect(only(readScaled, "aws_dynamodb_table")).toMatchObject({
      read_capacity: 5,
      write_capacity: 5,
      lifecycle: {
        ignore_changes: ["replica", "import_table", ...restored, "ttl[0].attribute_name", "read_capacity"],
      },
    });
  });

  it("scales each index that has no fixed capacity of its own", () => {
    const targets = Object.values(indexed.resource.aws_appautoscaling_target ?? {});
    expect(targets.map((target) => [target["resource_id"], target["scalable_dimension"]]).toSorted()).toEqual(
      [
        ["table/${aws_dynamodb_table.posts.name}", "dynamodb:table:ReadCapacityUnits"],
        ["table/${aws_dynamodb_table.posts.name}/index/UserIndex", "dynamodb:index:ReadCapacityUnits"],
        ["table/${aws_dynamodb_table.posts.name}/index/UserIndex", "dynamodb:index:WriteCapacityUnits"],
      ],
    );
  });

  it("writes an index's capacity down as it is where it is deployed", () => {
    const live =
      '[for each in data.aws_dynamodb_table.posts_IndexCapacity_Table_50A86CF8[0].global_secondary_index : each.write_capacity if each.name == "UserIndex" && each.write_capacity > 0][0]';
    expect(only(indexed, "aws_dynamodb_table")).toMatchObject({
      global_secondary_index: [
        { name: "UserIndex", write_capacity: `\${try(${live}, 2)}` },
        { name: "BoardIndex", read_capacity: 3, write_capacity: 5 },
      ],
    });
  });

  it("looks at the deployed indexes only of a table that is there", () => {
    expect(Object.values(indexed.data.aws_dynamodb_table ?? {})).toEqual([
      {
        name: "Posts",
        count: '${try(contains(data.aws_dynamodb_tables.tableNames.names, "Posts"), false) ? 1 : 0}',
      },
    ]);
  });

  it("lists the tables of a region once, however many there are", () => {
    const { data } = synthesized((stack) => {
      const billing = Billing.provisioned({ read: reads, write: writes });
      const indexes = { UserIndex: { partitionKey: Attribute.string("userId") } };
      new DynamoTable(stack, "posts", { ...table, billing, indexes });
      new DynamoTable(stack, "drafts", { ...table, name: "Drafts", logicalId: "drafts", billing, indexes });
    });
    expect(Object.keys(data.aws_dynamodb_tables ?? {})).toHaveLength(1);
  });

  it("reads the scaled capacity of a table with replicas live, which ignore_changes would send as 1 unit", () => {
    const replicated = tableWith({
      billing: Billing.provisioned({ read: reads, write: writes }),
      stream: "new-and-old-images",
      replicaRegions: ["us-west-2"],
    });
    const live = (kind: string) =>
      `[for each in [data.aws_dynamodb_table.posts_IndexCapacity_Table_50A86CF8[0]] : each.${kind}_capacity if each.${kind}_capacity > 0][0]`;
    const resource = only(replicated, "aws_dynamodb_table");
    expect(resource).toMatchObject({
      read_capacity: `\${try(${live("read")}, 5)}`,
      write_capacity: `\${try(${live("write")}, 2)}`,
      lifecycle: { ignore_changes: ["replica", "import_table", ...restored, "ttl[0].attribute_name"] },
    });
    expect(JSON.stringify(resource)).not.toContain("Apply it with a fixed");
  });

  it("refuses a plan that would turn autoscaling on for an on-demand table without replicas", () => {
    const resource = only(readScaled, "aws_dynamodb_table");
    expect(resource).toMatchObject({
      lifecycle: {
        postcondition: expect.arrayContaining([
          {
            condition: "${self.read_capacity > 0}",
            error_message: expect.stringContaining(
              "Apply it with a fixed read capacity of 5 first",
            ) as string,
          },
        ]) as unknown,
      },
    });
  });

  it("reads nothing where no index is scaled", () => {
    expect(readScaled.data).toBeUndefined();
  });

  it("is named after its table", () => {
    const billing = Billing.provisioned({ read: reads, write: writes });
    const { resource } = synthesized((stack) => {
      new DynamoTable(stack, "posts", { ...table, billing });
      new DynamoTable(stack, "drafts", { ...table, billing, name: "Drafts", logicalId: undefined });
    });
    const drafts = Object.keys(resource.aws_dynamodb_table ?? {}).find((address) => address !== "posts");
    const addresses = ["posts_read", "posts_write", `${drafts}_read`, `${drafts}_write`].toSorted();
    expect(Object.keys(resource["aws_appautoscaling_target"] ?? {}).toSorted()).toEqual(addresses);
    expect(Object.keys(resource["aws_appautoscaling_policy"] ?? {}).toSorted()).toEqual(addresses);
  });

  it("leaves the table's address alone when it is turned on", () => {
    const fixed = tableWith({
      billing: Billing.provisioned({ read: Capacity.fixed(5), write: Capacity.fixed(5) }),
    });
    expect(Object.keys(indexed.resource.aws_dynamodb_table ?? {})).toEqual(
      Object.keys(fixed.resource.aws_dynamodb_table ?? {}),
    );
  });

  it("is null where all capacity is fixed", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    expect(new DynamoTable(stack, "posts", table).autoscaling).toBeNull();
  });
});

describe("scheduled bounds", () => {
  const read = Capacity.autoscaled({
    min: 5,
    max: 100,
    schedule: [
      { cron: "cron(0 8 * * ? *)", min: 20, max: 100, timezone: "Asia/Singapore" },
      { cron: "cron(0 20 * * ? *)", min: 5, max: 100 },
    ],
  });
  const scheduled = tableWith({ billing: Billing.provisioned({ read, write: Capacity.fixed(5) }) });
  const actions = Object.values(scheduled.resource.aws_appautoscaling_scheduled_action ?? {});

  it("begin at their times, in their time zone", () => {
    expect(actions).toMatchObject([
      {
        name: "read-schedule-0",
        schedule: "cron(0 8 * * ? *)",
        timezone: "Asia/Singapore",
        scalable_target_action: { min_capacity: "20", max_capacity: "100" },
      },
      { name: "read-schedule-1", schedule: "cron(0 20 * * ? *)", timezone: "UTC" },
    ]);
  });

  it("are made one after the other", () => {
    expect(actions.map((action) => action["depends_on"])).toEqual([
      ["aws_appautoscaling_policy.posts_read"],
      ["aws_appautoscaling_scheduled_action.posts_read_0"],
    ]);
  });

  it("are not taken back by an apply", () => {
    expect(only(scheduled, "aws_appautoscaling_target")).toMatchObject({
      lifecycle: { ignore_changes: ["min_capacity", "max_capacity"] },
    });
  });
});

describe("TableAutoscaling", () => {
  it("scales a table that something else makes", () => {
    const terraform = synthesized((stack) => {
      const billing = Billing.provisioned({ read: reads, write: Capacity.fixed(5) });
      new TableAutoscaling(stack, "autoscaling", { tableName: "Posts", table: { billing } });
    });
    expect(only(terraform, "aws_appautoscaling_target")).toMatchObject({ resource_id: "table/Posts" });
  });

  it("throws one error that lists every rule that is broken", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const read = Capacity.autoscaled({ min: 5, max: 1, target: 10 });
    const billing = Billing.provisioned({ read, write: Capacity.fixed(5) });
    const build = () => new TableAutoscaling(stack, "scaling", { tableName: "Posts", table: { billing } });
    expect(build).toThrow(
      'TableAutoscaling "stack/scaling" table.billing.read.min: must be at most max (1), got 5\n' +
        'TableAutoscaling "stack/scaling" table.billing.read.target: must be 20 to 90 percent, got 10',
    );
  });
});

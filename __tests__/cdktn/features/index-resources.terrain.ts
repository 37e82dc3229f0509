import { TerraformStack, Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { Attribute, Billing, Capacity, DynamoTable, type DynamoTableProps } from "../../../constructs";
import { only, synthesized, type Terraform } from "../../constructs/synthesized";
import { bindingsClass } from "./bindings-class";

const type = "aws_dynamodb_global_secondary_index";
const props: DynamoTableProps = {
  name: "Posts",
  partitionKey: Attribute.string("postId"),
  indexResources: true,
  logicalId: "posts",
  billing: Billing.provisioned({
    read: Capacity.autoscaled({ min: 5, max: 100 }),
    write: Capacity.fixed(7),
  }),
  indexes: {
    ByUser: {
      partitionKey: Attribute.string("userId"),
      sortKey: Attribute.number("createdAt"),
      projection: ["title"],
    },
    ByRegion: {
      partitionKey: [Attribute.string("tenantId"), Attribute.string("region")],
      read: Capacity.fixed(3),
    },
  },
};
const replaced = { replace_triggered_by: ["aws_dynamodb_table.posts.id"] };

function tableWith(changes: Partial<DynamoTableProps> = {}): Terraform {
  return synthesized((stack) => new DynamoTable(stack, "posts", { ...props, ...changes }));
}

const indexesOf = (terraform: Terraform) => Object.values(terraform.resource[type] ?? {});

/** The address of an index. */
function addressOf(terraform: Terraform, name: string): string {
  const found = Object.entries(terraform.resource[type] ?? {}).find(
    ([, index]) => index["index_name"] === name,
  );
  return `${type}.${found?.[0]}`;
}

describe("indexes that are resources of their own", () => {
  it("have keys, a projection and capacity, of which only the autoscaled one is ignored", () => {
    const terraform = tableWith();
    const byName = new Map(indexesOf(terraform).map((index) => [index["index_name"], index]));
    expect(Object.fromEntries(byName)).toEqual({
      ByUser: {
        table_name: "${aws_dynamodb_table.posts.name}",
        index_name: "ByUser",
        key_schema: [
          { attribute_name: "userId", attribute_type: "S", key_type: "HASH" },
          { attribute_name: "createdAt", attribute_type: "N", key_type: "RANGE" },
        ],
        projection: [{ projection_type: "INCLUDE", non_key_attributes: ["title"] }],
        provisioned_throughput: [{ read_capacity_units: 5, write_capacity_units: 7 }],
        lifecycle: { ...replaced, ignore_changes: ["provisioned_throughput[0].read_capacity_units"] },
      },
      ByRegion: {
        table_name: "${aws_dynamodb_table.posts.name}",
        index_name: "ByRegion",
        key_schema: [
          { attribute_name: "tenantId", attribute_type: "S", key_type: "HASH" },
          { attribute_name: "region", attribute_type: "S", key_type: "HASH" },
        ],
        projection: [{ projection_type: "ALL" }],
        provisioned_throughput: [{ read_capacity_units: 3, write_capacity_units: 7 }],
        lifecycle: replaced,
        depends_on: [addressOf(terraform, "ByUser")],
      },
    });
  });

  it("are no blocks of the table, which declares the attributes of its own key", () => {
    const table = only(tableWith(), "aws_dynamodb_table");
    expect(table).not.toHaveProperty("global_secondary_index");
    expect(table["attribute"]).toEqual([{ name: "postId", type: "S" }]);
  });

  it("are not read in each plan for their capacity", () => {
    expect(tableWith().data ?? {}).not.toHaveProperty("aws_dynamodb_tables");
  });

  it("leave the conditions of the table's own capacity as they are", () => {
    const conditions = only(tableWith(), "aws_dynamodb_table")["lifecycle"] as {
      postcondition: { condition: string }[];
      ignore_changes: string[];
    };
    const ofCapacity = conditions.postcondition.filter(({ condition }) => condition.includes("_capacity"));
    expect(ofCapacity.map(({ condition }) => condition)).toEqual(["${self.read_capacity > 0}"]);
    expect(conditions.ignore_changes.filter((name) => name.endsWith("_capacity"))).toEqual(["read_capacity"]);
  });

  it("are created before their scaling and their insights", () => {
    const terraform = tableWith({ insights: true });
    const { resource } = terraform;
    const all = ["ByUser", "ByRegion"].map((name) => addressOf(terraform, name));
    const dependent = [
      ...Object.values(resource["aws_appautoscaling_target"] ?? {}),
      ...Object.values(resource["aws_dynamodb_contributor_insights"] ?? {}),
    ];
    expect(dependent.map(({ depends_on }) => depends_on)).toEqual(dependent.map(() => all));
  });

  it("have limits on demand, and warm throughput", () => {
    const terraform = tableWith({
      billing: Billing.onDemand(),
      indexes: {
        ByUser: {
          partitionKey: Attribute.string("userId"),
          maxRead: 100,
          warmThroughput: { read: 12_000, write: 4_000 },
        },
      },
    });
    expect(only(terraform, type)).toMatchObject({
      on_demand_throughput: [{ max_read_request_units: 100 }],
      warm_throughput: { read_units_per_second: 12_000, write_units_per_second: 4_000 },
    });
    expect(only(terraform, type)).not.toHaveProperty("provisioned_throughput");
  });

  it("are taken over from a table that has them", () => {
    const terraform = tableWith({ indexResources: "adopt" });
    expect(terraform).toMatchObject({
      import: [
        { to: addressOf(terraform, "ByUser"), id: "Posts,ByUser" },
        { to: addressOf(terraform, "ByRegion"), id: "Posts,ByRegion" },
      ],
    });
  });

  it("are blocks of the table if the property is false", () => {
    const terraform = tableWith({ indexResources: false });
    expect(terraform.resource).not.toHaveProperty(type);
    expect(only(terraform, "aws_dynamodb_table")["global_secondary_index"]).toHaveLength(2);
  });

  it("write what the class of the bindings writes", () => {
    const terraform = tableWith({
      indexes: {
        ByUser: {
          ...{ partitionKey: Attribute.string("userId"), sortKey: Attribute.number("createdAt") },
          ...{ projection: ["title"], warmThroughput: { read: 12_000, write: 4_000 } },
        },
      },
    });
    const bound = synthesized((stack: TerraformStack) => {
      bindingsClass("dynamodb-global-secondary-index", "DynamodbGlobalSecondaryIndex")(stack, "index", {
        ...{ tableName: "${aws_dynamodb_table.posts.name}", indexName: "ByUser" },
        keySchema: [
          { attributeName: "userId", attributeType: "S", keyType: "HASH" },
          { attributeName: "createdAt", attributeType: "N", keyType: "RANGE" },
        ],
        projection: [{ projectionType: "INCLUDE", nonKeyAttributes: ["title"] }],
        provisionedThroughput: [{ readCapacityUnits: 5, writeCapacityUnits: 7 }],
        warmThroughput: { readUnitsPerSecond: 12_000, writeUnitsPerSecond: 4_000 },
        lifecycle: {
          ignoreChanges: ["provisioned_throughput[0].read_capacity_units"],
          replaceTriggeredBy: ["aws_dynamodb_table.posts.id"],
        },
      });
    });
    expect(only(terraform, type)).toEqual(only(bound, type));
  });

  it("are in the outputs as other indexes are", () => {
    const stack = new TerraformStack(Testing.app(), "stack");
    const described = new DynamoTable(stack, "posts", props).describe();
    expect(described.indexes.map(({ name }) => name)).toEqual(["ByUser", "ByRegion"]);
  });
});

import { describe, expect, it } from "vitest";
import { Attribute, DynamoTable, type GlobalIndex } from "../../../constructs";
import { only, synthesized, synthesizedWith } from "../synthesized";

const [tenant, region] = [Attribute.string("tenantId"), Attribute.string("region")];
const [status, createdAt] = [Attribute.string("status"), Attribute.number("createdAt")];

const tableWith = (indexes: Record<string, GlobalIndex>) => ({
  name: "orders",
  partitionKey: Attribute.string("orderId"),
  indexes,
});

const synthesizedIndexes = (indexes: Record<string, GlobalIndex>) =>
  only(
    synthesized((stack) => new DynamoTable(stack, "orders", tableWith(indexes))),
    "aws_dynamodb_table",
  );

describe("an index of several key attributes", () => {
  const byRegion = { partitionKey: [tenant, region], sortKey: [status, createdAt] };

  it("is written with its key schema, and without the arguments for one attribute", () => {
    expect(synthesizedIndexes({ ByRegion: byRegion })["global_secondary_index"]).toEqual([
      {
        name: "ByRegion",
        projection_type: "ALL",
        key_schema: [
          { attribute_name: "tenantId", key_type: "HASH" },
          { attribute_name: "region", key_type: "HASH" },
          { attribute_name: "status", key_type: "RANGE" },
          { attribute_name: "createdAt", key_type: "RANGE" },
        ],
      },
    ]);
  });

  it("declares its attributes once", () => {
    expect(
      synthesizedIndexes({ ByRegion: byRegion, ByStatus: { partitionKey: status } })["attribute"],
    ).toEqual([
      { name: "orderId", type: "S" },
      { name: "tenantId", type: "S" },
      { name: "region", type: "S" },
      { name: "status", type: "S" },
      { name: "createdAt", type: "N" },
    ]);
  });

  it("leaves other indexes as they were", () => {
    const indexes = {
      ByStatus: { partitionKey: status },
      ByRegion: byRegion,
      ByTenant: { partitionKey: [tenant] },
    };
    const written = synthesizedIndexes(indexes)["global_secondary_index"];
    expect(written).toMatchObject([{ hash_key: "status" }, { name: "ByRegion" }, { hash_key: "tenantId" }]);
    expect((written as object[]).map((index) => Object.hasOwn(index, "key_schema"))).toEqual([
      false,
      true,
      false,
    ]);
  });

  it("is described by all attributes, and by the first for readers that know one", () => {
    const table = synthesizedWith(
      (stack) =>
        new DynamoTable(stack, "orders", tableWith({ ByRegion: { ...byRegion, sortKey: undefined } })),
    );
    expect(table.describe().indexes).toEqual([
      {
        name: "ByRegion",
        kind: "global",
        partitionKey: { name: "tenantId", type: "S" },
        sortKey: null,
        partitionKeys: [
          { name: "tenantId", type: "S" },
          { name: "region", type: "S" },
        ],
        sortKeys: [],
        projection: "ALL",
      },
    ]);
  });
});

it("an index of lists with one attribute each is described and written as one without lists", () => {
  const lists = { partitionKey: [tenant], sortKey: [createdAt] };
  const single = { partitionKey: tenant, sortKey: createdAt };
  expect(synthesizedIndexes({ ByTenant: lists })).toEqual(synthesizedIndexes({ ByTenant: single }));
  const describe = (index: GlobalIndex) =>
    synthesizedWith((stack) => new DynamoTable(stack, "orders", tableWith({ ByTenant: index }))).describe();
  expect(describe(lists).indexes).toEqual(describe(single).indexes);
});

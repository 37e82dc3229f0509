import { describe, expect, it } from "vitest";
import type { TargetTable } from "../../../migrations/items/target-table";
import { dynamoDbScaffold } from "../../../migrations/scaffold/dynamodb-scaffold";
import { tablesYaml } from "../../../migrations/scaffold/scaffold-files";
import { loadTables } from "../../../stacks";

const key = (name: string, type: "S" | "N" | "B" = "S") => ({ name, type });
const orders: TargetTable = {
  ...{ name: "Shop.Orders", partitionKey: key("id"), sortKey: key("at", "N"), replicaRegions: [] },
  ...{ ttlAttribute: "expiresAt", billing: { mode: "provisioned", read: 5, write: 7 } },
  indexes: [
    {
      ...{ name: "ByRegion", kind: "global", projection: "INCLUDE", nonKeyAttributes: ["total"] },
      ...{
        partitionKey: key("tenant"),
        partitionKeys: [key("tenant"), key("region")],
        sortKey: key("at", "N"),
      },
    },
    {
      name: "ByState",
      kind: "local",
      partitionKey: key("id"),
      sortKey: key("state"),
      projection: "KEYS_ONLY",
    },
  ],
};

describe("dynamoDbScaffold", () => {
  it("keeps time to live, projections, local indexes and keys of several attributes", () => {
    const scaffold = dynamoDbScaffold([{ table: orders, items: 12_345 }]);
    const settings = { service: "shop", region: "us-east-1", shown: "us-east-1" };
    const text = tablesYaml(scaffold, { ...settings, source: { kind: "dynamodb", location: "us-east-1" } });
    expect(text.slice(text.indexOf("tables:"))).toBe(`tables:
  # from Shop.Orders, 12,345 items; provisioned: 5 read, 7 write units
  Shop-Orders:
    partitionKey: id
    sortKey: at:N
    ttl: expiresAt
    indexes:
      ByRegion: { partitionKey: [tenant, region], sortKey: at:N, projection: [total] }
    localIndexes:
      ByState: { sortKey: state, projection: keys-only }
`);
    expect(Object.keys(loadTables("tables.yaml", text).tables)).toHaveLength(1);
  });
});

import { describe, expect, it } from "vitest";
import { readWorkbenchModel } from "../../../migrations/scaffold/workbench-model";
import { workbenchScaffold } from "../../../migrations/scaffold/workbench-scaffold";

const key = (name: string, type: string) => ({ AttributeName: name, AttributeType: type });
const users = {
  TableName: "My Users",
  KeyAttributes: { PartitionKey: key("id", "N") },
  TableFacets: [],
  TableData: [{ id: { N: "1" } }],
};
const orders = {
  TableName: "Orders",
  KeyAttributes: { PartitionKey: key("pk", "S"), SortKey: key("sk", "B") },
  GlobalSecondaryIndexes: [
    {
      IndexName: "ByState",
      KeyAttributes: { PartitionKey: key("state", "S") },
      Projection: { ProjectionType: "INCLUDE", NonKeyAttributes: ["total"] },
    },
  ],
  LocalSecondaryIndexes: [
    { IndexName: "ByTime", KeyAttributes: { PartitionKey: key("pk", "S"), SortKey: key("at", "N") } },
  ],
};
const model = (...tables: object[]) => ({ ModelName: "m", DataModel: tables });

describe("workbenchScaffold", () => {
  it("takes over keys, global and local indexes with their projections", () => {
    const { tables, entities } = workbenchScaffold(readWorkbenchModel(model(orders)), "m.json");
    expect(entities).toEqual([]);
    expect(tables).toEqual([
      {
        ...{ id: "Orders", partitionKey: { name: "pk", type: "S" }, sortKey: { name: "sk", type: "B" } },
        indexes: [
          { name: "ByState", partitionKey: { name: "state", type: "S" }, projection: ["total"] },
          {
            ...{ name: "ByTime", isLocal: true },
            ...{ partitionKey: { name: "pk", type: "S" }, sortKey: { name: "at", type: "N" } },
          },
        ],
        comments: ["from the model's table Orders, which has no sample data"],
      },
    ]);
  });

  it("makes an entity of the sample data of each table", () => {
    const { entities } = workbenchScaffold(readWorkbenchModel(model(users, orders)), "m.json");
    expect(entities).toMatchObject([
      {
        ...{ name: "My-Users", to: "My-Users", from: { file: "m.json", at: "$.DataModel" } },
        where: '${row.TableName == "My Users"}',
      },
    ]);
  });

  it.each([
    ["no tables", model(), "DataModel: Too small"],
    [
      "a key of another type",
      model({ ...users, KeyAttributes: { PartitionKey: key("id", "BOOL") } }),
      "DataModel.0.KeyAttributes.PartitionKey.AttributeType: Invalid option",
    ],
  ])("refuses a model with %s, and names the member", (_, document, message) => {
    expect(() => readWorkbenchModel(document)).toThrow(message);
  });
});

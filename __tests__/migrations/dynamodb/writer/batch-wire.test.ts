import { describe, expect, it } from "vitest";
import type { Item } from "../../../../migrations/items/item";
import { BatchWire } from "../../../../migrations/dynamodb/writer/batch-wire";
import { type Called, fakeService, serviceError } from "../fake-service";
import { putOf } from "./put-of";

const items: Item[] = [{ id: { N: "1.0" } }, { id: { N: "2" } }, { id: { N: "3" } }];
const puts = items.map(putOf);
const keyNames = ["id"];
const tableName = "users";

describe("BatchWire", () => {
  it("puts all items in one request", async () => {
    const calls: Called[] = [];
    const service = fakeService((called) => calls.push(called) && { UnprocessedItems: {} });
    const { outcomes } = await new BatchWire({ service, tableName, keyNames }).put(puts);
    expect(outcomes).toEqual(items.map(() => ({ kind: "written" })));
    expect(calls).toEqual([
      {
        operation: "BatchWriteItem",
        body: { RequestItems: { users: items.map((Item) => ({ PutRequest: { Item } })) } },
      },
    ]);
  });

  it("knows unprocessed items by their keys, however the service spells them", async () => {
    const service = fakeService(() => ({
      UnprocessedItems: { users: [{ PutRequest: { Item: { id: { N: "1" } } } }] },
    }));
    const { outcomes } = await new BatchWire({ service, tableName, keyNames }).put(puts);
    expect(outcomes.map(({ kind }) => kind)).toEqual(["unprocessed", "written", "written"]);
  });

  it("knows unprocessed items with binary keys", async () => {
    const binary = [1, 2].map((byte) => ({ id: { B: new Uint8Array([byte]) } }));
    const service = fakeService(() => ({
      UnprocessedItems: { users: [{ PutRequest: { Item: { id: { B: "Ag==" } } } }] },
    }));
    const { outcomes } = await new BatchWire({ service, tableName, keyNames }).put(binary.map(putOf));
    expect(outcomes.map(({ kind }) => kind)).toEqual(["written", "unprocessed"]);
  });

  it("hands back what the service counted, where it was asked", async () => {
    const calls: Called[] = [];
    const service = fakeService((called) => {
      calls.push(called);
      return {
        UnprocessedItems: {},
        ConsumedCapacity: [
          {
            TableName: "users",
            CapacityUnits: 9,
            Table: { CapacityUnits: 5 },
            GlobalSecondaryIndexes: { ByEmail: { CapacityUnits: 3 } },
            LocalSecondaryIndexes: { ByAge: { CapacityUnits: 1 } },
          },
        ],
      };
    });
    const wire = new BatchWire({ service, tableName, keyNames, asksUnits: true });
    expect(await wire.put(puts)).toEqual({
      outcomes: items.map(() => ({ kind: "written" })),
      consumed: { table: 5, indexes: { ByEmail: 3, ByAge: 1 } },
    });
    expect(calls[0]?.body["ReturnConsumedCapacity"]).toBe("INDEXES");
  });

  it("takes units that are not told apart for the table's", async () => {
    const service = fakeService(() => ({ UnprocessedItems: {}, ConsumedCapacity: [{ CapacityUnits: 3 }] }));
    const { consumed } = await new BatchWire({ service, tableName, keyNames }).put(puts);
    expect(consumed).toEqual({ table: 3, indexes: {} });
  });

  it("fails where the service does", async () => {
    const service = fakeService(() => {
      throw serviceError("ThrottlingException");
    });
    await expect(new BatchWire({ service, tableName, keyNames }).put(puts)).rejects.toMatchObject({
      kind: "throttled",
      code: "ThrottlingException",
    });
  });

  it.each([
    ["another table", { orders: [{ PutRequest: { Item: { id: { N: "1" } } } }] }],
    ["another key", { users: [{ PutRequest: { Item: { id: { N: "9" } } } }] }],
    ["a deletion", { users: [{ DeleteRequest: { Key: { id: { N: "1" } } } }] }],
    ["an item without its key", { users: [{ PutRequest: { Item: {} } }] }],
  ])("takes no response that leaves what was not in the request: %s", async (_what, UnprocessedItems) => {
    const service = fakeService(() => ({ UnprocessedItems }));
    await expect(new BatchWire({ service, tableName, keyNames }).put(puts)).rejects.toMatchObject({
      kind: "transient",
      code: "UnreadableResponse",
    });
  });
});

import { describe, expect, it } from "vitest";
import { checkTable, isEmpty } from "../../../../migrations/dynamodb/control/check-tables";
import { keyAttributes, type TargetTable } from "../../../../migrations/items/target-table";
import { fakeClient, sdkError } from "../fake-client";
import { smallTable } from "../../targets/sample-output";

const table = { ...smallTable, indexes: [], replicaRegions: [] } as TargetTable;
const KeySchema = [{ AttributeName: "postId", KeyType: "HASH" }];

/** Checks the table against a description of it. */
const check = (answer: () => unknown) => checkTable(fakeClient(answer), table, "us-east-1");

function failing(error: Error): () => never {
  return () => {
    throw error;
  };
}

describe("keyAttributes", () => {
  it("are the partition key and the sort key, where there is one", () => {
    const sortKey = { name: "threadId", type: "N" as const };
    expect(keyAttributes(table)).toEqual([table.partitionKey]);
    expect(keyAttributes({ ...table, sortKey })).toEqual([table.partitionKey, sortKey]);
  });
});

describe("checkTable", () => {
  it.each(["ACTIVE", "UPDATING"])("passes a table that is %s and has the key", async (TableStatus) => {
    await expect(check(() => ({ Table: { TableStatus, KeySchema } }))).resolves.toMatchObject({
      TableStatus,
    });
  });

  it.each<[string, string, string, () => unknown]>([
    [
      "is being made",
      "table-not-active",
      "table Posts is CREATING in us-east-1; wait until it is ACTIVE",
      () => ({ Table: { TableStatus: "CREATING", KeySchema } }),
    ],
    [
      "has another key",
      "table-differs",
      "table Posts in us-east-1 has the key (postId, at), the outputs say (postId); write the outputs file again",
      () => ({ Table: { TableStatus: "ACTIVE", KeySchema: [...KeySchema, { AttributeName: "at" }] } }),
    ],
    [
      "has no key that is told",
      "table-differs",
      "table Posts in us-east-1 has the key (), the outputs say (postId); write the outputs file again",
      () => ({ Table: { TableStatus: "ACTIVE" } }),
    ],
    [
      "is not there",
      "table-missing",
      "table Posts not found in us-east-1; deploy it, or choose another region or endpoint with --region or --endpoint",
      failing(sdkError("ResourceNotFoundException")),
    ],
    [
      "may not be asked",
      "table-unreachable",
      "cannot reach table Posts in us-east-1: not allowed to call dynamodb:DescribeTable on table Posts; grant dynamodb:DescribeTable, as the construct MigrationRole does",
      failing(sdkError("AccessDeniedException")),
    ],
    [
      "cannot be reached",
      "table-unreachable",
      "cannot reach table Posts in us-east-1: connection refused (connect ECONNREFUSED 127.0.0.1:9); check that something listens there and that --endpoint names the right port",
      failing(Object.assign(new Error("connect ECONNREFUSED 127.0.0.1:9"), { code: "ECONNREFUSED" })),
    ],
  ])("refuses a table that %s", async (_what, code, message, answer) => {
    await expect(check(answer)).rejects.toMatchObject({ kind: "unreachable", code, message });
  });
});

describe("isEmpty", () => {
  it.each([
    ["true for a table without items", [], true],
    ["false for a table with one", [{}], false],
  ])("is %s", async (_what, Items, empty) => {
    expect(
      await isEmpty(
        fakeClient(() => ({ Items })),
        table,
      ),
    ).toBe(empty);
  });

  it("says why a table cannot be read", async () => {
    await expect(
      isEmpty(fakeClient(failing(sdkError("AccessDeniedException"))), table),
    ).rejects.toMatchObject({
      kind: "unreachable",
      code: "table-unreadable",
      message:
        "table Posts cannot be read: not allowed to call dynamodb:Scan on table Posts; grant dynamodb:Scan, as the construct MigrationRole does",
    });
  });
});

import { describe, expect, it } from "vitest";
import { inspectTable } from "../../../../migrations/dynamodb/control/inspect-table";
import type { TargetTable } from "../../../../migrations/items/target-table";
import { fakeClient, type Sent, sdkError } from "../fake-client";
import { smallTable } from "../../targets/sample-output";

const index = {
  name: "ByAuthor",
  kind: "global",
  partitionKey: { name: "author", type: "S" },
  sortKey: { name: "at", type: "N" },
  projection: "ALL",
} as const;
const table = { ...smallTable, indexes: [index], replicaRegions: [] } as TargetTable;

const described = {
  TableName: "Posts",
  TableStatus: "ACTIVE",
  ItemCount: 12,
  KeySchema: [{ AttributeName: "postId", KeyType: "HASH" }],
  AttributeDefinitions: [
    { AttributeName: "postId", AttributeType: "S" },
    { AttributeName: "author", AttributeType: "S" },
    { AttributeName: "at", AttributeType: "N" },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: "ByAuthor",
      IndexStatus: "ACTIVE",
      KeySchema: [
        { AttributeName: "author", KeyType: "HASH" },
        { AttributeName: "at", KeyType: "RANGE" },
      ],
    },
  ],
};

interface Service {
  readonly Table?: object;
  readonly items?: readonly object[];
  readonly recovery?: () => object;
}

const sent: string[] = [];

function inspect({ Table = described, items = [], recovery = () => ({}) }: Service) {
  sent.length = 0;
  const answer = ({ constructor: { name } }: Sent): unknown => {
    sent.push(name);
    if (name === "DescribeTableCommand") return { Table };
    return name === "ScanCommand" ? { Items: items } : recovery();
  };
  return inspectTable(fakeClient(answer), table, "us-east-1");
}

describe("a table that is inspected", () => {
  it("has no problems if it is as the outputs have it", async () => {
    const recovery = () => ({
      ContinuousBackupsDescription: {
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "ENABLED" },
      },
    });
    expect(await inspect({ recovery })).toEqual({
      ...{ table: "Posts", state: "ACTIVE", isEmpty: true, items: 12 },
      ...{ pointInTimeRecovery: true, problems: [], notes: [] },
    });
  });

  it("is asked by nothing that writes", async () => {
    await inspect({});
    expect(sent).toEqual(["DescribeTableCommand", "ScanCommand", "DescribeContinuousBackupsCommand"]);
  });

  it("is not empty if one item can be read, whatever the service has counted", async () => {
    expect(await inspect({ Table: { ...described, ItemCount: 0 }, items: [{}] })).toMatchObject({
      isEmpty: false,
      items: 0,
    });
  });

  it.each([
    ["off", "DISABLED", false],
    ["unknown", undefined, undefined],
  ])("has point-in-time recovery %s", async (_what, PointInTimeRecoveryStatus, isOn) => {
    const recovery = () => ({
      ContinuousBackupsDescription: { PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus } },
    });
    expect((await inspect({ recovery })).pointInTimeRecovery).toBe(isOn);
  });

  it("is planned for without the permission to ask for its point-in-time recovery", async () => {
    const recovery = () => {
      throw sdkError("AccessDeniedException");
    };
    expect((await inspect({ recovery })).pointInTimeRecovery).toBeUndefined();
  });

  it.each([
    ["a state", { TableStatus: "CREATING" }, "table Posts is CREATING; wait until it is ACTIVE"],
    [
      "a key",
      { KeySchema: [{ AttributeName: "author", KeyType: "HASH" }] },
      "table Posts has the key (author:S), the outputs have (postId:S); create the outputs file again",
    ],
    [
      "a key's type",
      {
        AttributeDefinitions: [
          { AttributeName: "postId", AttributeType: "N" },
          ...described.AttributeDefinitions.slice(1),
        ],
      },
      "table Posts has the key (postId:N), the outputs have (postId:S); create the outputs file again",
    ],
    [
      "no index",
      { GlobalSecondaryIndexes: [] },
      "index ByAuthor of table Posts does not exist; deploy it, or create the outputs file again",
    ],
    [
      "an index's key",
      {
        GlobalSecondaryIndexes: [
          { IndexName: "ByAuthor", KeySchema: [{ AttributeName: "author", KeyType: "HASH" }] },
        ],
      },
      "index ByAuthor of table Posts has the key (author:S), the outputs have (author:S, at:N); create the outputs file again",
    ],
    [
      "an index's sort key as a second partition key",
      {
        GlobalSecondaryIndexes: [
          {
            IndexName: "ByAuthor",
            KeySchema: [
              { AttributeName: "author", KeyType: "HASH" },
              { AttributeName: "at", KeyType: "HASH" },
            ],
          },
        ],
      },
      "index ByAuthor of table Posts has the key (author:S + at:N), the outputs have (author:S, at:N); create the outputs file again",
    ],
  ])("has a problem if it has %s other than the outputs", async (_what, changes, problem) => {
    expect((await inspect({ Table: { ...described, ...changes } })).problems).toEqual([problem]);
  });

  it("is not read while it has a problem", async () => {
    await inspect({ Table: { ...described, TableStatus: "CREATING" } });
    expect(sent).not.toContain("ScanCommand");
  });

  it("has notes on indexes that are not ready or not in the outputs", async () => {
    const more = [
      { ...described.GlobalSecondaryIndexes[0], IndexStatus: "CREATING" },
      { IndexName: "New", IndexStatus: "ACTIVE", KeySchema: [{ AttributeName: "at", KeyType: "HASH" }] },
    ];
    expect((await inspect({ Table: { ...described, GlobalSecondaryIndexes: more } })).notes).toEqual([
      "Posts: index ByAuthor is CREATING",
      "Posts: index New is not in the outputs; its write units are not counted",
    ]);
  });
});

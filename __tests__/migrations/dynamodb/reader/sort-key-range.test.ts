import { expect, it } from "vitest";
import { SortKeyRanges } from "../../../../migrations/dynamodb/reader/sort-key-range";
import { fakeService, serviceError } from "../fake-service";

const pages = [
  { Items: [{ pk: { S: "P" }, sk: { S: "TC#1" } }], LastEvaluatedKey: { pk: { S: "P" }, sk: { S: "TC#1" } } },
  { Items: [], LastEvaluatedKey: { pk: { S: "P" }, sk: { S: "TC#2" } } },
  { Items: [{ pk: { S: "P" }, sk: { S: "TC#3" } }] },
];

it("reads the keys of all pages, strongly consistent", async () => {
  const asked: Readonly<Record<string, unknown>>[] = [];
  const service = fakeService(({ body }) => pages[asked.push(body) - 1]);
  const ranges = new SortKeyRanges(service);
  expect(await ranges.keysAt("main", ["pk", "sk"], { S: "P" }, "TC#")).toEqual([
    { pk: { S: "P" }, sk: { S: "TC#1" } },
    { pk: { S: "P" }, sk: { S: "TC#3" } },
  ]);
  expect(asked[0]).toEqual({
    ...{ TableName: "main", ConsistentRead: true },
    KeyConditionExpression: "#p = :p AND begins_with(#s, :s)",
    ProjectionExpression: "#p, #s",
    ExpressionAttributeNames: { "#p": "pk", "#s": "sk" },
    ExpressionAttributeValues: { ":p": { S: "P" }, ":s": { S: "TC#" } },
  });
  expect(asked.map(({ ExclusiveStartKey: after }) => after)).toEqual([
    undefined,
    { pk: { S: "P" }, sk: { S: "TC#1" } },
    { pk: { S: "P" }, sk: { S: "TC#2" } },
  ]);
});

it("names the permission that is missing", async () => {
  const service = fakeService(() => {
    throw serviceError("AccessDeniedException");
  });
  const reading = new SortKeyRanges(service).keysAt("main", ["pk", "sk"], { S: "P" }, "TC#");
  await expect(reading).rejects.toMatchObject({
    code: "table-unreachable",
    message: expect.stringContaining("dynamodb:Query") as string,
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readResponse } from "../../../../migrations/dynamodb/client/service-response";
import { item } from "../../items/arbitrary-item";
import { itemJson } from "../../../../migrations/items/item-json";

const id = { "x-amzn-requestid": "ABC" };

function read(operation: string, response: unknown, headers: object = id, request: object = {}): unknown {
  const text = typeof response === "string" ? response : JSON.stringify(response);
  return readResponse(operation, Buffer.from(JSON.stringify(request)), { ...headers }, Buffer.from(text))
    .json;
}

/** What gateways, login pages and caches respond with, HTTP 200 all of it. */
const foreign = [
  ...["", "null", "0", "[]", "{}", "true", '"x"', "<html><title>Log in</title></html>", '{"Items":[', "{}{}"],
  ...[
    '{"message":"please log in"}',
    '{"error":null}',
    '{"UnprocessedItems":null}',
    '{"Items":null,"Count":0}',
  ],
];

const operations = [
  ...["BatchWriteItem", "BatchGetItem", "Scan", "Query", "ListTables", "DescribeTable", "CreateTable"],
  ...["DeleteTable", "CreateBackup", "DescribeBackup", "ListBackups", "RestoreTableFromBackup"],
  ...["ExportTableToPointInTime", "DescribeExport", "ImportTable", "DescribeImport", "TransactGetItems"],
  ...["DescribeContinuousBackups", "DescribeTimeToLive", "UpdateTable"],
  ...["DescribeStream", "GetShardIterator", "GetRecords"],
];

const unreadable = expect.objectContaining({ kind: "transient", code: "UnreadableResponse" }) as Error;

describe("a response of somebody else", () => {
  const cases = operations.flatMap((operation) => foreign.map((response) => [operation, response] as const));
  it.each(cases)("is none to %s: %s", (operation, response) => {
    expect(() => read(operation, response)).toThrow(unreadable);
  });

  it.each(
    ["PutItem", "DeleteItem", "UpdateItem", "GetItem", "TransactWriteItems"].flatMap((operation) =>
      foreign.map((response) => [operation, response] as const),
    ),
  )("is none to %s without a request id: %s", (operation, response) => {
    expect(() => read(operation, response, {})).toThrow(unreadable);
  });

  it.each<[string, unknown]>([
    ["BatchWriteItem", { UnprocessedItems: [] }],
    ["BatchWriteItem", { UnprocessedItems: { users: {} } }],
    ["BatchWriteItem", { UnprocessedItems: { users: [] } }],
    ["BatchWriteItem", { UnprocessedItems: { users: [null] } }],
    ["BatchWriteItem", { UnprocessedItems: { users: [{}] } }],
    ["BatchWriteItem", { UnprocessedItems: { users: [{ PutRequest: null }] } }],
    ["BatchWriteItem", { UnprocessedItems: { users: [{ PutRequest: { Item: { id: "1" } } }] } }],
    ["BatchWriteItem", { UnprocessedItems: { users: [{ PutRequest: { Item: { id: { N: "one" } } } }] } }],
    ["DescribeStream", { StreamDescription: { StreamArn: "arn", Shards: [{}] } }],
    ["DescribeStream", { StreamDescription: { Shards: [] } }],
    ["GetShardIterator", { ShardIterator: 1 }],
    ["GetRecords", { Records: [{ eventName: "OTHER", dynamodb: { Keys: {}, SequenceNumber: "1" } }] }],
    ["GetRecords", { Records: [{ eventName: "INSERT", dynamodb: { SequenceNumber: "1" } }] }],
    ["GetRecords", { Records: [{ eventName: "INSERT", dynamodb: { Keys: {}, SequenceNumber: "one" } }] }],
    ["GetRecords", { Records: [], NextShardIterator: 1 }],
    ["BatchGetItem", { Responses: {} }],
    ["BatchGetItem", { Responses: { users: null }, UnprocessedKeys: {} }],
    ["BatchGetItem", { Responses: { users: [{ id: 1 }] }, UnprocessedKeys: {} }],
    ["BatchGetItem", { Responses: {}, UnprocessedKeys: { users: { Keys: [null] } } }],
    ["BatchGetItem", { Responses: {}, UnprocessedKeys: { users: [] } }],
    ["Scan", { Items: [] }],
    ["Scan", { Items: [], Count: 1 }],
    ["Scan", { Items: [null], Count: 1 }],
    ["Scan", { Items: [[]], Count: 1 }],
    ["Scan", { Items: [{ id: { S: "1", N: "1" } }], Count: 1 }],
    ["Scan", { Items: [{ id: {} }], Count: 1 }],
    ["Scan", { Items: [{ id: { X: "1" } }], Count: 1 }],
    ["Scan", { Items: [{ id: { L: [{ M: { a: { S: 1 } } }] } }], Count: 1 }],
    ["Scan", { Items: [], Count: 0, LastEvaluatedKey: {} }],
    ["Scan", { Items: [], Count: 0, LastEvaluatedKey: null }],
    ["Scan", { Items: [], Count: 0, LastEvaluatedKey: "x" }],
    ["Scan", { Count: 3 }],
    ["DescribeTable", { Table: {} }],
    ["ListTables", { TableNames: [1] }],
    ["PutItem", { message: "please log in" }],
    ["PutItem", { Attributes: { id: 1 } }],
    ["GetItem", { Item: null }],
  ])("is none to %s if a member is of another shape: %j", (operation, response) => {
    expect(() => read(operation, response)).toThrow(unreadable);
  });

  it("is none if the page's last key is the one that the request started after", () => {
    const key = { id: { S: "a" } };
    const page = { Items: [key], Count: 1, LastEvaluatedKey: key };
    expect(() => read("Scan", page, id, { ExclusiveStartKey: key })).toThrow(unreadable);
    expect(read("Scan", page, id, { ExclusiveStartKey: { id: { S: "b" } } })).toEqual(page);
  });

  it("is named by its beginning", () => {
    expect(() => read("BatchWriteItem", { message: "please log in" })).toThrow(
      'the response to BatchWriteItem has no object "UnprocessedItems": {"message":"please log in"}',
    );
    expect(() => read("Scan", "<!DOCTYPE html><title>Log in</title>")).toThrow(
      'the response is an HTML page ("Log in"), not JSON',
    );
  });
});

describe("a response of the service", () => {
  it.each<[string, object, object]>([
    ["BatchWriteItem", { UnprocessedItems: {} }, {}],
    ["BatchWriteItem", { UnprocessedItems: {}, ConsumedCapacity: null }, {}],
    ["BatchGetItem", { Responses: { users: [] }, UnprocessedKeys: {} }, {}],
    ["PutItem", {}, id],
    ["PutItem", { ConsumedCapacity: { TableName: "users" } }, {}],
    ["GetItem", {}, id],
    ["GetItem", { Item: { id: { S: "a" } } }, {}],
    ["ListTables", { TableNames: [] }, {}],
    ["SomethingNew", { anything: 1 }, {}],
  ])("is taken to %s: %j", (operation, response, headers) => {
    expect(read(operation, response, headers)).toEqual(response);
  });

  it("may have no items if only their number was asked for", () => {
    expect(read("Scan", { Count: 3 }, id, { Select: "COUNT" })).toEqual({ Count: 3 });
  });

  it("is taken with any item in it", () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 5 }), (items) => {
        const response = { Items: items.map(itemJson), Count: items.length };
        expect(read("Scan", response)).toEqual(response);
      }),
    );
  });

  it("is none once any part of it is cut off", () => {
    const text = JSON.stringify({
      Items: [{ id: { S: "a" } }],
      Count: 1,
      LastEvaluatedKey: { id: { S: "a" } },
    });
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), (length) => {
        expect(() => read("Scan", text.slice(0, length))).toThrow(unreadable);
      }),
    );
  });
});

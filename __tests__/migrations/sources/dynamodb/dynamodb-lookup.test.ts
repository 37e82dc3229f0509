import { BatchWriteItemCommand, CreateTableCommand, type DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Caller } from "../../../../migrations/dynamodb/client/caller";
import { DynamoDbService } from "../../../../migrations/dynamodb/client/dynamodb-service";
import { accessOf } from "../../../../migrations/dynamodb/client/endpoint";
import { RetryPolicy } from "../../../../migrations/dynamodb/client/retry-policy";
import { RetryingClient } from "../../../../migrations/dynamodb/client/retrying-client";
import { streamsAccess } from "../../../../migrations/dynamodb/client/streams-access";
import type { Item } from "../../../../migrations/items/item";
import { localClient } from "../../../../migrations/local/local-client";
import type { LogStep } from "../../../../migrations/sources/change-log";
import { rowKeyOf } from "../../../../migrations/sources/dynamodb/dynamodb-lookup";
import { DynamoDbSource } from "../../../../migrations/sources/dynamodb/dynamodb-source";
import { findDynamoDbLocal } from "../../../emulators/dynamodb-local";
import type { RunningEmulator } from "../../../emulators/emulator";
import { describeWith } from "../../../emulators/real-part";
import { fakeService, serviceError } from "../../dynamodb/fake-service";
import { Clock } from "../../dynamodb/rate/clock";
import { readRows } from "../read-rows";

function policy(): RetryPolicy {
  const { now, sleep } = new Clock();
  return new RetryPolicy({ now, sleep, random: () => 0.5 });
}

function sourceOf(service: Caller, streams: Caller = service): DynamoDbSource {
  const clock = { now: Date.now, monotonic: () => performance.now(), sleep: new Clock().sleep };
  return new DynamoDbSource(service, "us-east-1", {}, { streams, retryPolicy: policy(), clock });
}

describe("rowKeyOf", () => {
  it.each([
    [{ id: { S: "a" }, rank: { N: "100" } }, '{"id":{"S":"a"},"rank":{"N":"100"}}'],
    [{ rank: { N: "1E2" }, id: { S: "a" } }, '{"id":{"S":"a"},"rank":{"N":"100"}}'],
    [{ rank: { N: "100.0" }, id: { S: "a" } }, '{"id":{"S":"a"},"rank":{"N":"100"}}'],
    [{ id: { B: Uint8Array.of(1, 255) } }, '{"id":{"B":"Af8="}}'],
  ] as [Item, string][])("of %j is %s", (keys, text) => {
    expect(rowKeyOf(keys)).toBe(text);
  });
});

describe("a lookup in a table", () => {
  const table = {
    Table: { TableName: "users", TableStatus: "ACTIVE", KeySchema: [{ AttributeName: "id" }] },
  };
  const keyOf = (id: string): string => rowKeyOf({ id: { S: id } });

  it("asks again for keys that the service leaves unprocessed", async () => {
    let calls = 0;
    const source = sourceOf(
      fakeService(({ operation, body }) => {
        if (operation === "DescribeTable") return table;
        const { Keys: keys } = (body["RequestItems"] as Record<string, { Keys: Item[] }>)["users"] as {
          Keys: Item[];
        };
        const [first, ...rest] = keys;
        calls++;
        return {
          Responses: { users: [first] },
          UnprocessedKeys: rest.length > 0 ? { users: { Keys: rest } } : {},
        };
      }),
    );
    const lookup = await source.lookup?.({ table: "users" });
    const found = await lookup?.rowsAt(["a", "b", "c"].map(keyOf));
    expect({ calls, found: found?.map(({ value }) => value) }).toEqual({
      calls: 3,
      found: [{ id: "a" }, { id: "b" }, { id: "c" }],
    });
  });

  it.each([
    ["source-unreachable", serviceError("InternalServerError", {}, 500)],
    ["source-refused", serviceError("AccessDeniedException")],
  ])("is %s if the service says so", async (code, error) => {
    const service = fakeService(({ operation }) => {
      if (operation === "DescribeTable") return table;
      throw error;
    });
    const lookup = await sourceOf(new RetryingClient(service, policy())).lookup?.({ table: "users" });
    await expect(lookup?.rowsAt([keyOf("a")])).rejects.toMatchObject({ code });
  });
});

describeWith("following a table of DynamoDB Local", findDynamoDbLocal, (dynamoDbLocal) => {
  let emulator: RunningEmulator;
  let client: DynamoDBClient;
  let source: DynamoDbSource;
  const services: DynamoDbService[] = [];

  const items: Item[] = [
    { p: { B: Uint8Array.of(1, 2) }, s: { N: "-1.5" }, tags: { SS: ["a", "b"] }, none: { NULL: true } },
    { p: { B: Uint8Array.of(1, 2) }, s: { N: "1E3" }, big: { N: "12345678901234567890123456789012345678" } },
    { p: { B: Uint8Array.of(255) }, s: { N: "0.1" }, nested: { M: { list: { L: [{ BOOL: true }] } } } },
  ];

  beforeAll(async () => {
    emulator = await dynamoDbLocal.start();
    client = localClient(emulator.endpoint);
    const access = accessOf(client);
    services.push(new DynamoDbService(access, { now: Date.now }));
    services.push(new DynamoDbService(streamsAccess(access), { now: Date.now }));
    source = sourceOf(services[0] as Caller, services[1]);
    await client.send(
      new CreateTableCommand({
        TableName: "users",
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [
          { AttributeName: "p", KeyType: "HASH" },
          { AttributeName: "s", KeyType: "RANGE" },
        ],
        AttributeDefinitions: [
          { AttributeName: "p", AttributeType: "B" },
          { AttributeName: "s", AttributeType: "N" },
        ],
        StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" },
      }),
    );
    const requests = items.map((Item) => ({ PutRequest: { Item } }));
    await client.send(new BatchWriteItemCommand({ RequestItems: { users: requests } }));
  });
  afterAll(async () => {
    client.destroy();
    await Promise.all(services.map((one) => one.close()));
    await emulator.stop();
  });

  /** The keys of the first changes in the stream. */
  async function changedKeys(count: number): Promise<string[]> {
    const log = await source.changeLog?.([{ entity: "user", from: { table: "users" } }], "copy");
    const keys: string[] = [];
    const steps = log?.changes(await log.begin(), new AbortController().signal) as AsyncIterable<LogStep>;
    for await (const { changes } of steps) {
      keys.push(...changes.map(({ key }) => key));
      if (keys.length >= count) break;
    }
    return keys;
  }

  it("finds by the keys of the stream the same values as a reading", async () => {
    const lookup = await source.lookup?.({ table: "users" });
    const found = await lookup?.rowsAt(await changedKeys(items.length));
    const { rows: read } = await readRows(source, { table: "users" });
    const inOrder = (values: readonly unknown[]) => values.toSorted((a, b) => sortKey(a) - sortKey(b));
    expect(inOrder(found?.map(({ value }) => value) ?? [])).toEqual(inOrder(read.map(({ value }) => value)));
  });

  it("has the key attributes as columns, and their values by the key alone", async () => {
    const lookup = await source.lookup?.({ table: "users" });
    expect(lookup?.keyColumns).toEqual(["p", "s"]);
    expect(lookup?.keyRow('{"p":{"B":"AQI="},"s":{"N":"-1.5"}}')).toMatchObject({ p: Uint8Array.of(1, 2) });
  });

  it("finds no row for a key that does not exist", async () => {
    const lookup = await source.lookup?.({ table: "users" });
    expect(await lookup?.rowsAt(['{"p":{"B":"AQI="},"s":{"N":"77"}}'])).toEqual([]);
  });
});

function sortKey(value: unknown): number {
  return Number((value as { s: unknown }).s);
}

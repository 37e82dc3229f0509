import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteTableCommand,
  type DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from "vitest";
import type { Caller } from "../../../../migrations/dynamodb/client/caller";
import { DynamoDbService } from "../../../../migrations/dynamodb/client/dynamodb-service";
import { accessOf } from "../../../../migrations/dynamodb/client/endpoint";
import { RetryPolicy } from "../../../../migrations/dynamodb/client/retry-policy";
import { RetryingClient } from "../../../../migrations/dynamodb/client/retrying-client";
import { ReadRate } from "../../../../migrations/dynamodb/rate/read-rate";
import { DynamoDbSource, type ScanSettings } from "../../../../migrations/sources/dynamodb/dynamodb-source";
import { canonicalItem } from "../../../../migrations/items/canonical-item";
import type { Item } from "../../../../migrations/items/item";
import { itemText } from "../../../../migrations/items/item-text";
import { marshal } from "../../../../migrations/items/marshal";
import type { Row } from "../../../../migrations/items/row";
import { localClient } from "../../../../migrations/local/local-client";
import { findDynamoDbLocal } from "../../../emulators/dynamodb-local";
import type { RunningEmulator } from "../../../emulators/emulator";
import { startFaultProxy } from "../../../emulators/fault-proxy";
import { describeWith } from "../../../emulators/real-part";
import { fakeService, serviceError } from "../../dynamodb/fake-service";
import { Clock, StoppedClock } from "../../dynamodb/rate/clock";
import { item } from "../../items/arbitrary-item";
import { readInPieces, readRows } from "../read-rows";

const rows = 1234;

/** A response to Scan. */
interface Scanned {
  readonly ConsumedCapacity?: { readonly CapacityUnits: number };
}

/** The service refuses an attribute without a name. */
const storable = item.filter((one) => !JSON.stringify(one).includes('"":'));

describeWith("DynamoDbSource", findDynamoDbLocal, (dynamoDbLocal) => {
  let emulator: RunningEmulator;
  let client: DynamoDBClient;
  let service: Caller;
  const services: DynamoDbService[] = [];

  /** Requests to an endpoint, retried at once until 5 minutes of simulated waits have passed. */
  function connect(endpoint: string): Caller {
    const clock = new Clock();
    const one = new DynamoDbService(accessOf(localClient(endpoint)), { now: Date.now });
    services.push(one);
    const policy = new RetryPolicy({ now: clock.now, sleep: clock.sleep, random: () => 0.5 });
    return new RetryingClient(one, policy);
  }
  const source = (settings?: ScanSettings) => new DynamoDbSource(service, "us-east-1", settings);

  async function makeTable(name: string): Promise<void> {
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: "PAY_PER_REQUEST",
        KeySchema: [
          { AttributeName: "p", KeyType: "HASH" },
          { AttributeName: "s", KeyType: "RANGE" },
        ],
        AttributeDefinitions: [
          { AttributeName: "p", AttributeType: "B" },
          { AttributeName: "s", AttributeType: "N" },
        ],
      }),
    );
  }

  async function put(table: string, items: readonly Item[]): Promise<void> {
    for (let at = 0; at < items.length; at += 25) {
      const requests = items.slice(at, at + 25).map((one) => ({ PutRequest: { Item: one } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
    }
  }

  const keyed = (index: number): Item => ({
    p: { B: Uint8Array.of(index % 256, 7) },
    s: { N: String(index) },
  });

  beforeAll(async () => {
    emulator = await dynamoDbLocal.start();
    client = localClient(emulator.endpoint);
    service = connect(emulator.endpoint);
    await makeTable("users");
    // Several pages of a megabyte in each segment.
    const filling = { S: "x".repeat(8000) };
    await put(
      "users",
      Array.from({ length: rows }, (_, index) => ({ ...keyed(index), filling })),
    );
  }, 120_000);
  afterAll(async () => {
    client.destroy();
    await Promise.all(services.map((one) => one.close()));
    await emulator.stop();
  });

  const numbers = (read: readonly { readonly value: unknown }[]) =>
    read.map(({ value }) => (value as { s: number }).s);

  it("reads every item once, in the same order at every reading", async () => {
    const first = await readRows(source(), { table: "users" });
    expect(first.rows.map(({ number }) => number)).toEqual(
      Array.from({ length: rows }, (_, index) => index + 1),
    );
    expect(numbers(first.rows).toSorted((a, b) => a - b)).toEqual(
      Array.from({ length: rows }, (_, index) => index),
    );
    expect(first.fractionRead).toBe(1);
    const again = await readRows(source({ isConsistent: false }), { table: "users" });
    expect(numbers(again.rows)).toEqual(numbers(first.rows));
  });

  it.each([1, 3])(
    "goes on with the same numbers wherever it is ended, with %i segments",
    async (segments) => {
      const whole = await readRows(source({ segments }), { table: "users" });
      expect(await readInPieces(source({ segments }), { table: "users" })).toEqual(whole.rows);
    },
  );

  it("reads 16 segments, whose requests all wait for one signal, without a warning of Node.js", async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => void warnings.push(warning);
    process.on("warning", note);
    onTestFinished(() => void process.off("warning", note));
    const { rows: read } = await readRows(source({ segments: 16 }), { table: "users" });
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect([read.length, warnings]).toEqual([rows, []]);
  });

  it("keeps the readings of a table to one rate together, and reads the same rows in the same order", async () => {
    const clock = new Clock();
    const unitsPerSecond = 500;
    const edge = { now: clock.now, sleep: clock.sleep };
    const makeRate = vi.fn(() => new ReadRate({ ...edge, unitsPerSecond, isConsistent: false }));
    let units = 0;
    let isTooEarly = false;
    const counting: Caller = {
      call: async (...request) => {
        isTooEarly ||= units > ((clock.time - 1000) / 1000) * unitsPerSecond;
        const response = await service.call(...request);
        const { ConsumedCapacity: capacity } = response.json as Scanned;
        units += capacity?.CapacityUnits ?? 0;
        return response;
      },
    };
    const rated = new DynamoDbSource(counting, "us-east-1", { isConsistent: false, makeRate });
    const [one, other] = await Promise.all([
      readRows(rated, { table: "users" }),
      readRows(rated, { table: "users" }),
    ]);
    const { rows: expected } = await readRows(source(), { table: "users" });
    expect([one.rows, other.rows]).toEqual([expected, expected]);
    // 8 KB each, of which eventually consistent reads take a unit.
    expect(units).toBeGreaterThan(2 * rows * 0.9);
    expect(isTooEarly).toBe(false);
    expect(makeRate).toHaveBeenCalledTimes(1);
  });

  it("lets no page wait for its turn once the reader has stopped", async () => {
    const clock = new StoppedClock();
    const makeRate = () => new ReadRate({ ...clock, unitsPerSecond: 1 });
    const key = (index: number) => ({ s: { N: String(index) } });
    const paged = fakeService(({ operation, body }) =>
      operation === "DescribeTable"
        ? { Table: { TableName: "users", TableStatus: "ACTIVE", KeySchema: [{ AttributeName: "s" }] } }
        : {
            Items: Array.from({ length: 100 }, (_, index) => key(index)),
            LastEvaluatedKey: { page: { S: `${JSON.stringify(body["ExclusiveStartKey"])}+` } },
          },
    );
    const stream = new DynamoDbSource(paged, "us-east-1", { makeRate }).rows({ table: "users" });
    for await (const { rows: read } of stream) {
      expect(read).toHaveLength(100);
      break;
    }
    await Promise.all(clock.sleeps);
    expect(clock.sleeps.length).toBeGreaterThan(1);
  });

  it("keeps every type and every digit of any items", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(storable, { minLength: 1, maxLength: 20 }), async (items) => {
        await client.send(new DeleteTableCommand({ TableName: "any" })).catch(() => undefined);
        await makeTable("any");
        const whole = items.map((one, index) => ({ ...one, ...keyed(index) }));
        await put("any", whole);
        const { rows: read, error } = await readRows(source(), { table: "any" });
        if (error !== undefined) throw error as Error;
        const canonical = (some: readonly Item[]) => some.map(canonicalItem).toSorted();
        expect(canonical(read.map(({ value }) => marshal(value as Row)))).toEqual(canonical(whole));
      }),
      { numRuns: 20 },
    );
    await client.send(new DeleteTableCommand({ TableName: "any" }));
  });

  it("keeps an attribute that is called __proto__", async () => {
    const text = '{"__proto__":{"M":{"__proto__":{"S":"deep"},"constructor":{"N":"1"}}},"id":{"S":"a"}}';
    const stored = fakeService(({ operation }) =>
      operation === "DescribeTable"
        ? { Table: { TableName: "users", TableStatus: "ACTIVE", KeySchema: [{ AttributeName: "id" }] } }
        : { Items: [JSON.parse(text) as object] },
    );
    const { rows: read } = await readRows(new DynamoDbSource(stored, "us-east-1", { segments: 1 }), {
      table: "users",
    });
    expect(read.map(({ value }) => itemText(marshal(value as Row)))).toEqual([text]);
  });

  it("goes on through throttling, errors and lost answers", async () => {
    const proxy = await startFaultProxy({
      ...{ target: emulator.endpoint, seed: 3, script: ["throttle", "serverError", "cutAfter"] },
      operations: ["Scan"],
    });
    const through = new DynamoDbSource(connect(proxy.endpoint), "us-east-1");
    const read = await readRows(through, { table: "users" });
    await proxy.close();
    expect(read.error).toBeUndefined();
    expect(read.rows).toHaveLength(rows);
    expect(proxy.counts).toMatchObject({ throttle: 1, serverError: 1, cutAfter: 1 });
  });

  it("says what to do where a table is throttled on and on", async () => {
    const proxy = await startFaultProxy({ target: emulator.endpoint, seed: 3, rates: { throttle: 1 } });
    const through = new DynamoDbSource(connect(proxy.endpoint), "us-east-1");
    const { error } = await readRows(through, { table: "users" });
    await proxy.close();
    expect(error).toMatchObject({
      code: "source-throttled",
      message: expect.stringMatching(
        /^us-east-1 throttles the reading of users \(.+\); give it more read capacity or fewer segments, and run again$/,
      ) as string,
    });
  });

  it("names a table that is not there, and those that are", async () => {
    const expected = {
      kind: "unreachable",
      code: "source-wrong-shape",
      message: 'us-east-1 has no table "user"; did you mean "users"? It has: users',
    };
    expect(await readRows(source(), { table: "user" })).toMatchObject({ rows: [], error: expected });
    await expect(source().version({ table: "user" })).rejects.toMatchObject(expected);
  });

  it("says where nothing answers", async () => {
    const nowhere = new DynamoDbSource(connect("http://127.0.0.1:1"), "http://127.0.0.1:1");
    expect(await readRows(nowhere, { table: "users" })).toMatchObject({
      error: {
        code: "source-unreachable",
        message: expect.stringMatching(
          /^http:\/\/127\.0\.0\.1:1 cannot be reached: connection refused \(.*\); check that/,
        ) as string,
      },
    });
  });

  it.each([
    [
      "AccessDeniedException",
      "source-refused",
      "cannot read us-east-1 users: not allowed to call dynamodb:DescribeTable on table users; grant dynamodb:DescribeTable and dynamodb:Scan",
    ],
    [
      "UnrecognizedClientException",
      "source-refused",
      "cannot read us-east-1 users: AWS does not know the access key (UnrecognizedClientException); check which credentials are used with: aws sts get-caller-identity; a session needs its AWS_SESSION_TOKEN, and a Region that is disabled for the account refuses every key",
    ],
    [
      "ValidationException",
      "source-unreadable",
      "cannot read us-east-1 users: ValidationException: ValidationException of the service",
    ],
  ])("says what to check after %s", async (name, code, message) => {
    const refusing = fakeService(() => {
      throw serviceError(name);
    });
    expect(await readRows(new DynamoDbSource(refusing, "us-east-1"), { table: "users" })).toMatchObject({
      error: { code, message },
    });
  });

  it.each(["x", '{"turn":0,"segments":["begin"]}', '{"turn":4,"segments":["end","end","end","end"]}'])(
    "refuses the cursor %s",
    async (cursor) => {
      const stream = source().rows({ table: "users" }, { after: { row: 1, cursor } });
      await expect(stream[Symbol.asyncIterator]().next()).rejects.toMatchObject({
        code: "source-wrong-cursor",
      });
    },
  );

  it("has another version once the table has been made anew", async () => {
    await makeTable("logs");
    const before = await source().version({ table: "logs" });
    await put("logs", [keyed(1)]);
    expect(await source().version({ table: "logs" })).toBe(before);
    await client.send(new DeleteTableCommand({ TableName: "logs" }));
    await makeTable("logs");
    expect(await source().version({ table: "logs" })).not.toBe(before);
    await client.send(new DeleteTableCommand({ TableName: "logs" }));
  });

  it("ends with an interruption when it is aborted", async () => {
    expect(await readRows(source(), { table: "users" }, AbortSignal.abort())).toMatchObject({
      rows: [],
      error: { kind: "interrupted" },
    });
  });

  it("names the region and the table", () => {
    expect(source().describe({ table: "users" })).toBe("us-east-1 users");
  });
});

import { CreateTableCommand, DynamoDBClient, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { CutoverError } from "../../../cutover/errors";
import { dynamoDbStore } from "../../../cutover/stores/dynamodb-store";
import type { ItemRange } from "../../../cutover/stores/item-range";
import type { NewStore } from "../../../cutover/stores/store";
import type { Item } from "../../../migrations/items/item";
import { itemBytes } from "../../../migrations/items/item-size";
import { startFaultProxy } from "../../emulators/fault-proxy";
import type { Fault } from "../../emulators/faults";
import { findDynamoDbLocal } from "../../emulators/dynamodb-local";
import type { RunningEmulator } from "../../emulators/emulator";
import { describeWith } from "../../emulators/real-part";

const keys = {
  partitionKey: { name: "PK", type: "S" as const },
  sortKey: { name: "SK", type: "S" as const },
};

describeWith("dynamoDbStore", findDynamoDbLocal, (dynamoDbLocal) => {
  let emulator: RunningEmulator;
  let client: DynamoDBClient;
  let commands: string[] = [];
  let tables = 0;
  let name: string;
  let store: NewStore;

  beforeAll(async () => {
    emulator = await dynamoDbLocal.start();
    client = new DynamoDBClient({
      ...{ endpoint: emulator.endpoint, region: "us-east-1" },
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    });
    client.middlewareStack.add((next, context) => (args) => {
      commands.push((context as { commandName?: string }).commandName ?? "");
      return next(args);
    });
  });
  afterAll(async () => {
    client.destroy();
    await emulator.stop();
  });

  beforeEach(async () => {
    name = `records-${tables++}`;
    await client.send(
      new CreateTableCommand({
        TableName: name,
        KeySchema: [
          { AttributeName: "PK", KeyType: "HASH" },
          { AttributeName: "SK", KeyType: "RANGE" },
        ],
        AttributeDefinitions: [
          { AttributeName: "PK", AttributeType: "S" },
          { AttributeName: "SK", AttributeType: "S" },
        ],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
    store = storeOf((key) => [
      { partitionKey: `R#${String(key)}`, sortKey: "META" },
      { partitionKey: `R#${String(key)}`, sortKeyPrefix: "T#" },
    ]);
    commands = [];
  });

  function storeOf(itemKeys: (key: unknown) => readonly ItemRange[], table = name): NewStore {
    return dynamoDbStore({ client, mapping: { table: { name: table, ...keys }, itemKeys } });
  }

  function item(SK: string, rest: Item = {}): Item {
    return { PK: { S: "R#1" }, SK: { S: SK }, ...rest };
  }

  async function stored(): Promise<readonly Item[]> {
    return (await client.send(new ScanCommand({ TableName: name, ConsistentRead: true }))).Items ?? [];
  }

  it("writes one item by one request after it has read the record", async () => {
    const single = storeOf(() => [{ partitionKey: "R#1", sortKey: "META" }]);
    expect(await single.apply(1, [item("META", { n: { N: "1" } })], 3)).toBe("applied");
    expect(commands).toEqual(["GetItemCommand", "PutItemCommand"]);
    expect(await stored()).toEqual([item("META", { n: { N: "1" }, _e: { N: "3" } })]);
  });

  it("writes the largest item that a mapping allows with the largest epoch, and refuses one byte more", async () => {
    const text = (bytes: number) => ({
      t: { S: "x".repeat(bytes - itemBytes(item("META", { t: { S: "" } }))) },
    });
    const single = storeOf(() => [{ partitionKey: "R#1", sortKey: "META" }]);
    const write = (bytes: number) => single.apply(1, [item("META", text(bytes))], Number.MAX_SAFE_INTEGER);
    expect(await write(409_589)).toBe("applied");
    await expect(write(409_590)).rejects.toThrow(/size/i);
    expect(await single.read(1)).toEqual([item("META", text(409_589))]);
  });

  it("reads the record's items without their epoch", async () => {
    await store.apply(1, [item("META"), item("T#1"), item("T#2")], 1);
    expect(await store.read(1)).toEqual([item("META"), item("T#1"), item("T#2")]);
    expect(await store.read(2)).toEqual([]);
  });

  it("writes and deletes what differs in one transaction", async () => {
    await store.apply(1, [item("META"), item("T#1"), item("T#2")], 1);
    commands = [];
    expect(await store.apply(1, [item("META"), item("T#2", { n: { N: "2" } }), item("T#3")], 2)).toBe(
      "applied",
    );
    expect(commands).toEqual(["GetItemCommand", "QueryCommand", "TransactWriteItemsCommand"]);
    expect(await stored()).toEqual([
      item("META", { _e: { N: "1" } }),
      item("T#2", { n: { N: "2" }, _e: { N: "2" } }),
      item("T#3", { _e: { N: "2" } }),
    ]);
  });

  it("leaves items of other records alone", async () => {
    const other = { PK: { S: "R#1" }, SK: { S: "OTHER" } };
    await client.send(new PutItemCommand({ TableName: name, Item: other }));
    await store.apply(1, [item("META"), item("T#1")], 1);
    await store.apply(1, [], 1);
    expect(await stored()).toEqual([other]);
  });

  it("writes nothing if the items are the same, whatever their order and the form of their numbers", async () => {
    const set = { NS: ["1", "2"] };
    await store.apply(1, [item("META", { n: { N: "1.50" }, set })], 1);
    commands = [];
    expect(await store.apply(1, [item("META", { set: { NS: ["2", "1.0"] }, n: { N: "1.5" } })], 1)).toBe(
      "applied",
    );
    expect(commands).toEqual(["GetItemCommand", "QueryCommand"]);
  });

  it("keeps every digit of numbers", async () => {
    const n = { N: "12345678901234567890.123456789012345678" };
    await store.apply(1, [item("META", { n })], 1);
    expect(await store.read(1)).toEqual([item("META", { n })]);
  });

  it.each([99, 100, 101, 260])("writes and deletes records of %i items", async (count) => {
    const items = Array.from({ length: count }, (_, at) => item(`T#${String(at).padStart(4, "0")}`));
    expect(await store.apply(1, items, 1)).toBe("applied");
    expect(commands.includes("TransactWriteItemsCommand")).toBe(count <= 100);
    expect(await store.read(1)).toHaveLength(count);
    expect(await store.apply(1, items.slice(1), 1)).toBe("applied");
    expect(await store.read(1)).toHaveLength(count - 1);
    expect(await store.apply(1, [], 1)).toBe("applied");
    expect(await store.read(1)).toEqual([]);
  });

  it("writes items that are too large for one transaction", async () => {
    const text = { S: "x".repeat(390_000) };
    const items = Array.from({ length: 12 }, (_, at) => item(`T#${String(at).padStart(2, "0")}`, { text }));
    expect(await store.apply(1, items, 1)).toBe("applied");
    expect(await store.read(1)).toEqual(items);
  });

  it.each([[["META"]], [["META", "T#1"]]])("writes nothing over a later epoch: %j", async (sorts) => {
    const items = sorts.map((sort) => item(sort));
    await store.apply(1, items, 5);
    const changed = items.map((one) => ({ ...one, n: { N: "1" } }));
    expect(await store.apply(1, changed, 4)).toBe("later-epoch");
    expect(await store.apply(1, [], 4)).toBe("later-epoch");
    expect(await store.read(1)).toEqual(items);
    expect(await store.apply(1, changed, 5)).toBe("applied");
  });

  it.each([[["META"]], [["META", "T#1"]], [Array.from({ length: 101 }, (_, at) => `T#${at}`)]])(
    "writes nothing over a later epoch that is written between its reading and its writing",
    async (sorts) => {
      const items = sorts.map((sort) => item(sort));
      await store.apply(1, items, 1);
      const late = items.map((one) => ({ ...one, n: { N: "1" } }));
      let isBetween = true;
      const between = {
        send: async (command: object) => {
          if (isBetween && /Put|Transact/.test(command.constructor.name)) {
            isBetween = false;
            await store.apply(
              1,
              items.map((one) => ({ ...one, n: { N: "2" } })),
              2,
            );
          }
          return client.send(command as never);
        },
      } as unknown as DynamoDBClient;
      const mapping = { table: { name, ...keys }, itemKeys: () => [{ partitionKey: "R#1" }] };
      expect(await dynamoDbStore({ client: between, mapping }).apply(1, late, 1)).toBe("later-epoch");
      expect((await store.read(1)).every((one) => one["n"]?.N === "2")).toBe(true);
    },
  );

  it("says whether a failed call can succeed later", async () => {
    const absent = storeOf(() => [{ partitionKey: "a" }], "absent");
    const error = await absent.read(1).catch((one: unknown) => one as CutoverError);
    expect(error).toMatchObject({ name: "CutoverError", isRetryable: false });
    const refused = new DynamoDBClient({
      ...{ endpoint: "http://127.0.0.1:9", region: "us-east-1", maxAttempts: 1 },
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    });
    const mapping = { table: { name, ...keys }, itemKeys: () => [{ partitionKey: "R#1" }] };
    await expect(dynamoDbStore({ client: refused, mapping }).read(1)).rejects.toMatchObject({
      isRetryable: true,
    });
  });

  it.each<[Fault, string]>([
    ["cutAfter", "applied-again"],
    ["cutBefore", "applied-again"],
    ["throttle", "applied"],
    ["serverError", "applied"],
  ])("says after the fault %s whether an attempt may still arrive: %s", async (fault, expected) => {
    const proxy = await startFaultProxy({ target: emulator.endpoint, seed: 1, script: ["pass", fault] });
    const faulty = new DynamoDBClient({
      ...{ endpoint: proxy.endpoint, region: "us-east-1" },
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    });
    const mapping = { table: { name, ...keys }, itemKeys: () => [{ partitionKey: "R#1" }] };
    try {
      expect(await dynamoDbStore({ client: faulty, mapping }).apply(1, [item("META")], 1)).toBe(expected);
      expect(await store.read(1)).toHaveLength(1);
    } finally {
      faulty.destroy();
      await proxy.close();
    }
  });

  it.each([[["META"]], [["META", "T#1"]], [Array.from({ length: 101 }, (_, at) => `T#${at}`)]])(
    "sends nothing if the process may no longer write after its reading",
    async (sorts) => {
      const items = sorts.map((sort) => item(sort));
      const stale = () => {
        throw new Error("stale");
      };
      await expect(store.apply(1, items, 1, stale)).rejects.toThrow("stale");
      expect(await stored()).toEqual([]);
    },
  );

  it("repeats no attempt if the process may no longer write by then", async () => {
    const script = ["pass", "cutBefore"] as const;
    const proxy = await startFaultProxy({ target: emulator.endpoint, seed: 1, script });
    const faulty = new DynamoDBClient({
      ...{ endpoint: proxy.endpoint, region: "us-east-1" },
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    });
    const mapping = { table: { name, ...keys }, itemKeys: () => [{ partitionKey: "R#1" }] };
    let attempts = 0;
    const stale = () => {
      if (++attempts === 2) throw new Error("stale");
    };
    try {
      const applied = dynamoDbStore({ client: faulty, mapping }).apply(1, [item("META")], 1, stale);
      await expect(applied).rejects.toThrow("stale");
      expect([attempts, await stored()]).toEqual([2, []]);
    } finally {
      faulty.destroy();
      await proxy.close();
    }
  });

  it("tries again after a conflict with another transaction", async () => {
    let conflicts = 2;
    const busy = {
      send: (command: object) => {
        if (!/Transact/.test(command.constructor.name) || conflicts-- <= 0)
          return client.send(command as never);
        const reasons = [{ Code: "None" }, { Code: "TransactionConflict" }];
        throw Object.assign(new Error("cancelled"), {
          ...{ name: "TransactionCanceledException", CancellationReasons: reasons },
        });
      },
    } as unknown as DynamoDBClient;
    const mapping = { table: { name, ...keys }, itemKeys: () => [{ partitionKey: "R#1" }] };
    expect(await dynamoDbStore({ client: busy, mapping }).apply(1, [item("META"), item("T#1")], 1)).toBe(
      "applied",
    );
    expect(await store.read(1)).toHaveLength(2);
  });
});

import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { canonicalItem } from "../../../../migrations/items/canonical-item";
import type { Item } from "../../../../migrations/items/item";
import { itemBytes } from "../../../../migrations/items/item-size";
import { accessOf } from "../../../../migrations/dynamodb/client/endpoint";
import { RetryPolicy } from "../../../../migrations/dynamodb/client/retry-policy";
import { DynamoDbService } from "../../../../migrations/dynamodb/client/dynamodb-service";
import { TableScan } from "../../../../migrations/dynamodb/reader/table-scan";
import { BatchWire } from "../../../../migrations/dynamodb/writer/batch-wire";
import { BatchWriter } from "../../../../migrations/dynamodb/writer/batch-writer";
import type { Settled } from "../../../../migrations/dynamodb/writer/item-writer";
import { type NumberedWrite, writeOf } from "./put-of";
import { ConditionalWire } from "../../../../migrations/dynamodb/writer/conditional-wire";
import type { Wire } from "../../../../migrations/dynamodb/writer/wire";
import type { WireTarget } from "../../../../migrations/dynamodb/writer/wire-target";
import { findDynamoDbLocal } from "../../../emulators/dynamodb-local";
import type { RunningEmulator } from "../../../emulators/emulator";
import { type FaultProxy, type FaultProxySettings, startFaultProxy } from "../../../emulators/fault-proxy";
import { faults } from "../../../emulators/faults";
import { describeWith } from "../../../emulators/real-part";
import { seededRandom } from "../../../emulators/seeded-random";

const seed = 20_251;
const allFaults = {
  ...{ throttle: 0.1, unprocessed: 0.2, serverError: 0.05 },
  ...{ cutBefore: 0.05, cutAfter: 0.1, cutWithin: 0.03, halfAnswer: 0.03, foreign: 0.1 },
};

describeWith("a BatchWriter before a faulty DynamoDB", findDynamoDbLocal, (dynamoDbLocal) => {
  let emulator: RunningEmulator;
  let proxy: FaultProxy;
  let service: DynamoDbService;
  let tables = 0;
  let tableName: string;

  beforeAll(async () => {
    emulator = await dynamoDbLocal.start();
  });
  afterAll(() => emulator.stop());

  beforeEach(async () => {
    tableName = `users-${tables++}`;
    const direct = clientOf(emulator.endpoint);
    await direct.send(
      new CreateTableCommand({
        TableName: tableName,
        KeySchema: [
          { AttributeName: "id", KeyType: "HASH" },
          { AttributeName: "at", KeyType: "RANGE" },
        ],
        AttributeDefinitions: [
          { AttributeName: "id", AttributeType: "S" },
          { AttributeName: "at", AttributeType: "N" },
        ],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
    direct.destroy();
  });
  afterEach(async () => {
    await service.close();
    await proxy.close();
  });

  it("stores 2,000 items with every fault on: nothing missing, nothing doubled, the ledger adds up", async () => {
    // Only full batches: a single item that is too large for a request is refused for good.
    await through({ rates: allFaults, script: ["tooLarge"] });
    const items = itemsUpTo(2000);
    const settled = await write(items, (target) => new BatchWire(target));
    expect(settled.map(([sequence]) => sequence).toSorted((a, b) => a - b)).toEqual(numbersUpTo(2000));
    expect(new Set(settled.map(([, kind]) => kind))).toEqual(new Set(["written"]));
    expect(await stored()).toEqual(items.map(canonicalItem).toSorted());
    expect(faultsMet()).toEqual([...Object.keys(allFaults), "tooLarge"].toSorted());
  });

  it("stores items one by one where no other has the key, with every fault on", async () => {
    await through({ rates: { ...allFaults, unprocessed: 0 } });
    const items = itemsUpTo(300);
    const settled = await write(items, (target) => new ConditionalWire(target));
    expect(settled.map(([sequence]) => sequence).toSorted((a, b) => a - b)).toEqual(numbersUpTo(300));
    expect(new Set(settled.map(([, kind]) => kind))).toEqual(new Set(["written"]));
    expect(await stored()).toEqual(items.map(canonicalItem).toSorted());
  });

  it("writes a batch once though its answer was lost", async () => {
    await through({ script: ["cutAfter"] });
    const settled = await write(itemsUpTo(25), (target) => new BatchWire(target));
    expect(settled.map(([, kind]) => kind)).toEqual(Array.from({ length: 25 }, () => "written"));
    expect([proxy.counts.cutAfter, proxy.counts.forwarded]).toEqual([1, 2]);
    expect(await stored()).toHaveLength(25);
  });

  it("knows its own item where the answer to a conditional put was lost", async () => {
    await through({ script: ["cutAfter"] });
    const [item] = itemsUpTo(1);
    expect(await write([item!], (target) => new ConditionalWire(target))).toEqual([[1, "written"]]);
    expect(await stored()).toEqual([canonicalItem(item!)]);
  });

  it.each(["cutWithin", "halfAnswer", "silence"] as const)(
    "writes a batch once though its answer met a fault: %s",
    async (fault) => {
      await through({ script: [fault] }, 3000);
      const settled = await write(itemsUpTo(25), (target) => new BatchWire(target));
      expect(settled.map(([, kind]) => kind)).toEqual(Array.from({ length: 25 }, () => "written"));
      expect([proxy.counts[fault], proxy.counts.forwarded]).toEqual([1, 2]);
      expect(await stored()).toHaveLength(25);
    },
  );

  it("splits a batch that is too large for a request", async () => {
    await through({ script: ["tooLarge", "tooLarge"] });
    const settled = await write(itemsUpTo(25), (target) => new BatchWire(target));
    expect(settled).toHaveLength(25);
    expect([proxy.counts.tooLarge, proxy.counts.forwarded]).toEqual([2, 3]);
    expect(await stored()).toHaveLength(25);
  });

  it("keeps large items with many escapes below the size of a request", async () => {
    await through({});
    const items = itemsUpTo(8).map((item) => ({ ...item, text: { S: "\u0001".repeat(390_000) } }));
    expect(await write(items, (target) => new BatchWire(target))).toHaveLength(8);
    expect(await stored()).toHaveLength(8);
  });

  it("settles the item that the service refuses and stores the others of its batch", async () => {
    await through({});
    const items = itemsUpTo(25).map((item, index) => (index === 7 ? { ...item, "": { S: "x" } } : item));
    const settled = await write(items, (target) => new BatchWire(target));
    expect(settled.filter(([, kind]) => kind === "refused")).toEqual([[8, "refused"]]);
    expect(await stored()).toHaveLength(24);
  });

  it("stops if the table does not exist", async () => {
    await through({});
    tableName = "users-that-are-not-there";
    await expect(write(itemsUpTo(1), (target) => new BatchWire(target))).rejects.toMatchObject({
      code: "table-refuses",
      message: expect.stringContaining("ResourceNotFoundException") as string,
    });
  });

  async function through(
    settings: Omit<FaultProxySettings, "target" | "seed">,
    responseMs = 30_000,
  ): Promise<void> {
    proxy = await startFaultProxy({ target: emulator.endpoint, seed, ...settings });
    service = new DynamoDbService(accessOf(clientOf(proxy.endpoint)), {
      now: Date.now,
      timeouts: { responseMs },
    });
  }

  /** Writes items and returns how each was settled. */
  async function write(items: readonly Item[], makeWire: (target: WireTarget) => Wire) {
    const settled: [sequence: number, kind: Settled["kind"]][] = [];
    const edge = {
      now: () => performance.now(),
      random: seededRandom(seed),
      sleep: () => Promise.resolve(),
    };
    const retryPolicy = new RetryPolicy({ ...edge, giveUpAfterMs: Infinity });
    const writer = new BatchWriter<NumberedWrite>({
      wire: makeWire({ service, tableName, keyNames: ["id", "at"] }),
      tableName,
      ...edge,
      retryPolicy,
      onSettled: ({ sequence }, { kind }) => settled.push([sequence, kind]),
    });
    const writes = items.map((item, index) => writeOf(item, index + 1, itemBytes(item), ["id", "at"]));
    for (const one of writes) await writer.write(one);
    await writer.finish();
    return settled;
  }

  /** What the table holds, in canonical form. */
  async function stored(): Promise<string[]> {
    proxy.heal();
    const texts: string[] = [];
    for await (const items of new TableScan(service, tableName).scan())
      texts.push(...items.map(canonicalItem));
    return texts.toSorted();
  }

  function faultsMet(): string[] {
    return faults.filter((fault) => proxy.counts[fault] > 0).toSorted();
  }
});

function clientOf(endpoint: string): DynamoDBClient {
  return new DynamoDBClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
}

/** Items with all that is hard to carry: digits beyond 2^53, empty texts, letters of any plane, sets, binary. */
function itemsUpTo(count: number): Item[] {
  return numbersUpTo(count).map((number) => ({
    id: { S: `user-${number % 97}-é😀` },
    at: { N: `${9007199254740993n + BigInt(number)}` },
    exact: { N: `${number}.1234567890123456789` },
    none: { NULL: true },
    empty: { S: "" },
    bytes: { B: Buffer.from([0, 255, number % 256]) },
    set: { NS: ["3", "1.50", String(number + 10)] },
    deep: { M: { list: { L: [{ BOOL: true }, { M: {} }] } } },
  }));
}

function numbersUpTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

import {
  type AttributeValue,
  CreateTableCommand,
  DynamoDBClient,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { itemBytes, maxItemBytes } from "../../../migrations/items/item-size";
import { numberBytes } from "../../../migrations/items/number-text";
import { findDynamoDbLocal } from "../../emulators/dynamodb-local";
import type { RunningEmulator } from "../../emulators/emulator";
import { describeWith } from "../../emulators/real-part";

vi.setConfig({ testTimeout: 180_000 });

describeWith("the size of an item at DynamoDB Local", findDynamoDbLocal, (emulator) => {
  const TableName = "sizes";
  let running: RunningEmulator;
  let client: DynamoDBClient;
  let count = 0;

  beforeAll(async () => {
    running = await emulator.start();
    client = new DynamoDBClient({
      endpoint: running.endpoint,
      region: "us-east-1",
      credentials: { accessKeyId: "a", secretAccessKey: "b" },
    });
    await client.send(
      new CreateTableCommand({
        TableName,
        KeySchema: [{ AttributeName: "p", KeyType: "HASH" }],
        AttributeDefinitions: [{ AttributeName: "p", AttributeType: "S" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
  });
  afterAll(async () => {
    client.destroy();
    await running.stop();
  });

  /** A key of its own, of four bytes: of a put that overwrites, the larger item counts. */
  async function put(attributes: Record<string, AttributeValue>): Promise<number> {
    const Item = { p: { S: String(1000 + count++) }, ...attributes };
    const { ConsumedCapacity } = await client.send(
      new PutItemCommand({ TableName, Item, ReturnConsumedCapacity: "TOTAL" }),
    );
    return ConsumedCapacity?.CapacityUnits ?? 0;
  }

  /** A list of 1024 copies has a write unit for each byte of one, one for their type, and one for all else. */
  async function measuredBytes(number: string): Promise<number> {
    return (await put({ n: { L: Array.from({ length: 1024 }, () => ({ N: number })) } })) - 2;
  }

  const digits = fc.string({ unit: fc.constantFrom(..."0011234567899"), maxLength: 19 });
  const number = fc
    .tuple(fc.constantFrom("", "-"), digits, digits, fc.integer({ min: -90, max: 90 }))
    .map(([sign, whole, fraction, power]) => `${sign}${whole || "0"}.${fraction || "0"}e${power}`);

  it("is the same for any number", { timeout: 180_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(number, async (text) => {
        expect([text, numberBytes(text)]).toEqual([text, await measuredBytes(text)]);
      }),
      {
        numRuns: 60,
        examples: [
          ...["0", "-0.0", "1.5", "100.5", "0.055", "1e-130", "-1.5e-130", "9.99e125", "1.1e10", "1.1e11"],
          ...[`0.0${"1".repeat(38)}`, `-0.0${"1".repeat(38)}`, `-${"1".repeat(38)}`, `1.${"1".repeat(37)}`],
        ].map((text): [string] => [text]),
      },
    );
  });

  it.each(["0", "-1.5", "12345.678", `-0.0${"7".repeat(38)}`])(
    "is at its limit with as many bytes of %s as this counts, and past it with one more",
    async (text) => {
      const list = Array.from({ length: 10_000 }, () => ({ N: text }));
      const fill = (bytes: number) => ({ n: { L: list }, f: { S: "x".repeat(bytes) } });
      const room = maxItemBytes - itemBytes({ p: { S: "1000" }, ...fill(0) });
      await expect(put(fill(room))).resolves.toBe(400);
      await expect(put(fill(room + 1))).rejects.toThrow("Item size has exceeded the maximum allowed size");
    },
  );
});
